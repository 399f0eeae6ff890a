import { PassThrough } from 'node:stream';
import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { CancelJobDto } from './codes.dto.js';
import type { JobView } from './job-view.js';
import { JobWatch } from './job-watch.service.js';
import { PrintJobs } from './print-jobs.service.js';

/** How far a job is, and what it made. Only its own organisation gets an answer. */
@Controller('api/jobs')
export class JobsController {
  constructor(
    private readonly jobs: PrintJobs,
    private readonly watch: JobWatch,
  ) {}

  /** How far the job is. */
  @Get(':id')
  @Requires('jobs:read')
  view(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<JobView> {
    return this.jobs.view(actor, id);
  }

  /** The same as server-sent events, at every change until the job is over. */
  @Get(':id/events')
  @Requires('jobs:read')
  @ApiProduces('text/event-stream')
  async events(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Res() reply: FastifyReply) {
    // Not @Sse: that says 200 before it knows whose job it is.
    const now = await this.jobs.view(actor, id);
    const events = new PassThrough();
    const watching = this.watch.watch(now).subscribe({
      next: (view) => events.write(`data: ${JSON.stringify(view)}\n\n`),
      complete: () => events.end(),
    });
    events.once('close', () => watching.unsubscribe());
    await reply
      .header('content-type', 'text/event-stream')
      .header('cache-control', 'private, no-store')
      .header('x-accel-buffering', 'no')
      .send(events);
  }

  /** Stops a job; its codes become void. */
  @Post(':id/cancel')
  @Requires('codes:write')
  cancel(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: CancelJobDto) {
    return this.jobs.cancel(actor, id, dto.id);
  }

  /** A file of the job. */
  @Get(':id/files/:name')
  @Requires('jobs:read')
  async file(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('name') name: string,
    @Res() reply: FastifyReply,
  ) {
    const file = await this.jobs.download(actor, id, name);
    await reply
      .header('content-type', file.mediaType)
      .header('content-length', file.bytes)
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .header('repr-digest', `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`)
      .header('cache-control', 'private, no-store')
      .send(file.stream);
  }
}
