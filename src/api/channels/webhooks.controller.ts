import { IncomingMessage } from 'node:http';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { QueryOf } from '../../http/input.pipes.js';
import { Rules } from '../route-rules.js';
import { WEBHOOKS_PATH } from '../../channels/webhook-address.js';
import { WebhookReceiver } from './webhook-receiver.js';

const subscriptionQuery = z.strictObject({
  'hub.mode': z.literal('subscribe'),
  'hub.verify_token': z.string().max(1_000),
  'hub.challenge': z.string().regex(/^[\w.-]{1,200}$/, { error: 'must be letters, digits, _ . and -' }),
});

/**
 * What providers call. Not part of the document of the API: what is sent here has the provider's form and not ours, and
 * fields that are new are no fault.
 */
@ApiExcludeController()
@Rules({ isPublic: 'always', unlimited: 'for everybody' })
@Controller(`api/v1/${WEBHOOKS_PATH}`)
export class WebhooksController {
  constructor(private readonly receiver: WebhookReceiver) {}

  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'no-store')
  @Get('whatsapp/:account')
  confirm(
    @Req() { ip }: FastifyRequest,
    @Param('account') account: string,
    @Query(new QueryOf(subscriptionQuery)) query: z.infer<typeof subscriptionQuery>,
  ): Promise<string> {
    return this.receiver.confirm({ ip, account }, query['hub.verify_token'], query['hub.challenge']);
  }

  @HttpCode(200)
  @Post('whatsapp/:account')
  fromWhatsApp(
    @Req() { ip, headers }: FastifyRequest,
    @Param('account') account: string,
    @Query() _: unknown,
    @Body() body: unknown,
  ): Promise<void> {
    return this.receiver.fromWhatsApp({ ip, account }, requestIn(body), headers);
  }

  @HttpCode(200)
  @Post('twilio/:account')
  fromTwilio(
    @Req() { ip, headers, originalUrl }: FastifyRequest,
    @Param('account') account: string,
    @Query() query: { reference?: unknown },
    @Body() body: unknown,
  ): Promise<void> {
    const reference = typeof query.reference === 'string' ? query.reference : null;
    return this.receiver.fromTwilio({ ip, account }, requestIn(body), { path: originalUrl, reference, headers });
  }
}

/** Bodies come unread; without one there is no request in its place. */
function requestIn(body: unknown): IncomingMessage | undefined {
  return body instanceof IncomingMessage ? body : undefined;
}
