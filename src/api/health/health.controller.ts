import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Health } from '../../observability/health.js';
import { Public } from '../auth/auth.decorators.js';
import { LiveDocs, ReadyDocs } from './health.docs.js';
import { Unlimited } from '../limits/limited.decorators.js';
import { Readiness } from './readiness.js';

@ApiTags('Health')
@Public()
@Unlimited('for everybody')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @LiveDocs()
  @Header('cache-control', 'no-store')
  @Get('live')
  live(): { alive: true } {
    return { alive: true };
  }

  @ReadyDocs()
  @Header('cache-control', 'no-store')
  @Get('ready')
  ready(): Promise<Health> {
    return this.readiness.assertReady();
  }
}
