import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { MayBeLeftOut, Line } from '../platform/http/fields.js';
import { CustodyDesk } from './custody-desk.service.js';
import { ErpResults } from './erp-results.service.js';
import { AuditDto, ErpHookDto, LicenceDto } from './partners.dto.js';
import { PartnersService } from './partners.service.js';
import { ReceiptChecks } from './receipt-checks.service.js';
import { ReceiptCheckDto, ReceiptDto } from './receipts.dto.js';
import { ReceiptsService } from './receipts.service.js';

/** A page of receipts, or those of one number of the buyer's own. */
export class ReceiptsQuery extends PageQuery {
  @MayBeLeftOut() @Line(60) externalNumber?: string;
}

/** Goods that arrive, and what is on file about who sends them. */
@ApiTags('custody')
@Controller('api')
export class ReceiptsController {
  constructor(
    private readonly receipts: ReceiptsService,
    private readonly checks: ReceiptChecks,
    private readonly partners: PartnersService,
    private readonly erp: ErpResults,
    private readonly desk: CustodyDesk,
  ) {}

  @Post('receipts')
  @Requires('receipts:write')
  @ApiOperation({ summary: 'Accept, accept by exception, refuse or quarantine what arrived' })
  receive(@CurrentActor() actor: Actor, @Body() dto: ReceiptDto) {
    return this.receipts.receive(actor, dto);
  }

  @Get('receipts')
  @Requires('shipments:read')
  @ApiQuery({ name: 'externalNumber', required: false })
  list(@CurrentActor() actor: Actor, @Query() query: ReceiptsQuery) {
    return this.desk.receipts(actor, query, query.externalNumber);
  }

  @Get('receipts/:id')
  @Requires('shipments:read')
  one(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return this.desk.receipt(actor, id);
  }

  @Post('receipts/:id/checks')
  @Requires('receipts:write')
  @ApiOperation({ summary: "Bind the receiver's own inspection or retained sample to a receipt" })
  check(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: ReceiptCheckDto) {
    return this.checks.check(actor, id, dto);
  }

  @Get('partners')
  @Requires('shipments:read')
  @ApiOperation({ summary: 'Licences and audits of suppliers and customers on file' })
  listPartners(@CurrentActor() actor: Actor) {
    return this.partners.list(actor);
  }

  @Post('partners/:id/licences')
  @Requires('partners:write')
  licence(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: LicenceDto) {
    return this.partners.fileLicence(actor, id, dto);
  }

  @Post('partners/:id/audits')
  @Requires('partners:write')
  audit(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: AuditDto) {
    return this.partners.audit(actor, id, dto);
  }

  @Post('erp-hooks')
  @Requires('partners:write')
  @ApiOperation({ summary: 'Where the own ERP is told of receipts; the signing secret is shown once' })
  hook(@CurrentActor() actor: Actor, @Body() dto: ErpHookDto) {
    return this.erp.set(actor, dto);
  }
}
