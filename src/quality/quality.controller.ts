import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import type { Recorded } from '../platform/acts/recorded.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { Requires } from '../platform/http/access.js';
import { pageOf, type Page } from '../platform/http/page.dto.js';
import type { Completeness } from '../rules/completeness.js';
import { CompletenessService } from './completeness.service.js';
import { IssueReportDto, ListQualityDto, RejectDto, ReleaseDto, TakeSampleDto } from './quality.dto.js';
import { toReportView, toSampleView, type ReportView, type SampleView } from './quality-views.js';
import type { ChecklistLine } from './checklist-line.js';
import { ReleaseService, type DecisionAnswer } from './release.service.js';
import { ReportsService, type ReportAnswer } from './reports.service.js';
import { SamplesService, type SampleAnswer, type SamplingDue } from './samples.service.js';

/** Samples, reports, and the quality head's decision. */
@Controller('api')
export class QualityController {
  constructor(
    private readonly samples: SamplesService,
    private readonly reports: ReportsService,
    private readonly decisions: ReleaseService,
    private readonly record: CompletenessService,
  ) {}

  /** Takes grams out of a lot for a laboratory. */
  @Post('samples')
  @Requires('samples:write')
  take(@CurrentActor() actor: Actor, @Body() dto: TakeSampleDto): Promise<Recorded<SampleAnswer>> {
    return this.samples.take(actor, dto);
  }

  /** Samples this organisation took or is to test, newest first. */
  @Get('samples')
  @Requires('quality:read')
  async listSamples(@CurrentActor() actor: Actor, @Query() query: ListQualityDto): Promise<Page<SampleView>> {
    return pageOf(await this.samples.list(actor, { ...query, limit: query.limit + 1 }), query.limit, toSampleView);
  }

  @Get('samples/:id')
  @Requires('quality:read')
  async sample(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<SampleView> {
    return toSampleView(await this.samples.sample(actor, id));
  }

  /** The named laboratory reports on a sample; each line is judged by the edition in force on the test date. */
  @Post('reports')
  @Requires('reports:write')
  issue(@CurrentActor() actor: Actor, @Body() dto: IssueReportDto): Promise<Recorded<ReportAnswer>> {
    return this.reports.issue(actor, dto);
  }

  /** Reports this organisation issued or that are about its samples, newest first. */
  @Get('reports')
  @Requires('quality:read')
  async listReports(@CurrentActor() actor: Actor, @Query() query: ListQualityDto): Promise<Page<ReportView>> {
    return pageOf(await this.reports.list(actor, { ...query, limit: query.limit + 1 }), query.limit, toReportView);
  }

  @Get('reports/:id')
  @Requires('quality:read')
  async report(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<ReportView> {
    return toReportView(await this.reports.report(actor, id));
  }

  /** What stands between this batch and its release, line by line, with evidence and clause. */
  @Get('batches/:id/release-checklist')
  @Requires('quality:read')
  checklist(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<ChecklistLine[]> {
    return this.decisions.checklist(actor, id);
  }

  /** How many packages and grams the sampling plan asks of this batch; null where it says nothing (no packages yet). */
  @Get('batches/:id/sampling-plan')
  @Requires('quality:read')
  async samplingPlan(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<{ due: SamplingDue | null }> {
    return { due: await this.samples.dueOf(actor, id) };
  }

  /** How complete the record of this batch is, item by item, with what is missing and what was entered how late. */
  @Get('batches/:id/completeness')
  @Requires('quality:read')
  completeness(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<Completeness> {
    return this.record.completeness(actor, id);
  }

  /** The quality head signs, with the password typed again; 409 with the red lines if there are any. */
  @Post('batches/:id/release')
  @Requires('release')
  release(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: ReleaseDto,
  ): Promise<Recorded<DecisionAnswer>> {
    return this.decisions.release(actor, id, dto);
  }

  /** The quality head rejects, with the password typed again. */
  @Post('batches/:id/reject')
  @Requires('release')
  reject(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: RejectDto,
  ): Promise<Recorded<DecisionAnswer>> {
    return this.decisions.reject(actor, id, dto);
  }
}
