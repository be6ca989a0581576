import type { TemplateMessage } from '../../operations/channels.js';
import { type AnswerLanguage, fieldOf, judgeAnswer } from '../judge-answer.js';
import type { ProviderConnections } from '../provider-connections.js';
import type { SendOutcome } from '../send-outcome.js';
import { meaningOfWhatsAppCode } from './whatsapp-codes.js';
import { whatsAppReferenceOf } from './whatsapp-reference.js';

/** Whose message it is. */
interface WhatsAppNumber {
  readonly phoneNumberId: string;
  readonly accessToken: string;
}

const LANGUAGE: AnswerLanguage = {
  referenceIn: (body) => whatsAppReferenceOf(fieldOf(fieldOf(fieldOf(body, 'messages'), 0), 'id')),
  codeIn: (body) => fieldOf(fieldOf(body, 'error'), 'code'),
  meaningOf: meaningOfWhatsAppCode,
};

/**
 * WhatsApp Cloud API. What it has accepted has not arrived yet: webhooks say what became of it. It has no idempotency key
 * and cannot be asked by reference, so a lost answer stays `unknown` until a webhook comes.
 */
export class WhatsAppClient {
  constructor(private readonly connections: Pick<ProviderConnections, 'post'>) {}

  /** @param stop gives the answer up */
  async sendTemplate(
    { phoneNumberId, accessToken }: WhatsAppNumber,
    message: TemplateMessage,
    stop?: AbortSignal,
  ): Promise<SendOutcome> {
    const request = {
      path: `/${encodeURIComponent(phoneNumberId)}/messages`,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(bodyOf(message)),
    };
    return judgeAnswer(await this.connections.post(request, stop), LANGUAGE);
  }
}

function bodyOf({ to, template, language, parameters, reference }: TemplateMessage): object {
  // A parameter with a line break, a tab or five spaces is refused.
  const texts = parameters.map((text) => ({ type: 'text', text: text.replace(/\s+/g, ' ') }));
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to,
    type: 'template',
    template: {
      name: template,
      language: { code: language },
      ...(texts.length > 0 ? { components: [{ type: 'body', parameters: texts }] } : {}),
    },
    biz_opaque_callback_data: reference,
  };
}
