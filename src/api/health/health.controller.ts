import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Health } from '../../observability/health.js';
import { Rules } from '../route-rules.js';
import { LiveDocs, ReadyDocs } from './health.docs.js';
import { Readiness } from './readiness.js';

@ApiTags('Health')
@Rules({ isPublic: 'always', unlimited: 'for everybody' })
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
