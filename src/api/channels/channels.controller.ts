import { Body, Get, Put } from '@nestjs/common';
import type { z } from 'zod';
import { listChannelAccounts } from '../../db/repositories/channel-accounts.js';
import { JsonBody } from '../../http/input.pipes.js';
import { ApiController } from '../api-controller.js';
import { ApiRequest, Asked } from '../api-request.js';
import { ReadLimit } from '../limits/read-limit.js';
import { Rules } from '../route-rules.js';
import { ChannelAccounts } from './channel-accounts.js';
import { phoneAccountSchema, whatsAppAccountSchema } from './channel-requests.js';
import { channelView, type ChannelView } from './channel-view.js';
import { ListChannelsDocs, PutPhoneDocs, PutWhatsAppDocs } from './channels.docs.js';

@ApiController('Channels', 'channels')
export class ChannelsController {
  constructor(
    private readonly accounts: ChannelAccounts,
    private readonly reads: ReadLimit,
  ) {}

  @ListChannelsDocs
  @Rules({ needs: 'read' })
  @Get()
  list(@Asked() asked: ApiRequest): Promise<{ items: ChannelView[] }> {
    return this.reads.answer(asked, async (business) => ({
      items: (await listChannelAccounts(business)).map((account) => channelView(business.id, account)),
    }));
  }

  // A route for each: their bodies differ.

  @PutWhatsAppDocs
  @Rules({ needs: 'channels', audited: 'channel.change' })
  @Put('whatsapp')
  putWhatsApp(
    @Asked() asked: ApiRequest,
    @Body(new JsonBody(whatsAppAccountSchema)) body: z.infer<typeof whatsAppAccountSchema>,
  ): Promise<ChannelView> {
    const { phoneNumberId, perSecond, peoplePerDay, countries, accessToken, appSecret, verifyToken } = body;
    return this.accounts.put(asked, {
      channel: 'whatsapp',
      sender: phoneNumberId,
      ...{ perSecond, peoplePerDay: peoplePerDay ?? null, countries, secrets: { accessToken, appSecret, verifyToken } },
    });
  }

  @PutPhoneDocs
  @Rules({ needs: 'channels', audited: 'channel.change' })
  @Put('phone')
  putPhone(
    @Asked() asked: ApiRequest,
    @Body(new JsonBody(phoneAccountSchema)) body: z.infer<typeof phoneAccountSchema>,
  ): Promise<ChannelView> {
    const { accountSid, perSecond, countries, authToken } = body;
    return this.accounts.put(asked, {
      ...{ channel: 'phone', sender: accountSid, perSecond, peoplePerDay: null, countries, secrets: { authToken } },
    });
  }
}
