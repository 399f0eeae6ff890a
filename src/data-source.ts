import 'reflect-metadata';
import { CreatePlatform1764000000100 } from '../migrations/1764000000100-create-platform.js';
import { CreateIdentity1764000000200 } from '../migrations/1764000000200-create-identity.js';
import { CreateLedger1764000000300 } from '../migrations/1764000000300-create-ledger.js';
import { CreateFindings1764000000400 } from '../migrations/1764000000400-create-findings.js';
import { CreateHerbs1764000000450 } from '../migrations/1764000000450-create-herbs.js';
import { CreateLotPackages1764000000550 } from '../migrations/1764000000550-create-lot-packages.js';
import { KeepPackedGrams1764000000560 } from '../migrations/1764000000560-keep-packed-grams.js';
import { CreatePlanting1764000000600 } from '../migrations/1764000000600-create-planting.js';
import { CreateProcessing1764000000700 } from '../migrations/1764000000700-create-processing.js';
import { CreateBatches1764000000800 } from '../migrations/1764000000800-create-batches.js';
import { CreateQuality1764000000900 } from '../migrations/1764000000900-create-quality.js';
import { NoteNetworksOfLooks1764000013000 } from '../migrations/1764000013000-note-networks-of-looks.js';
import { DeepenQuality1764000009300 } from '../migrations/1764000009300-deepen-quality.js';
import { ShortenScan1764000011100 } from '../migrations/1764000011100-shorten-scan.js';
import { DecideOnFindings1764000009200 } from '../migrations/1764000009200-decide-on-findings.js';
import { KeepReportOriginals1764000009100 } from '../migrations/1764000009100-keep-report-originals.js';
import { CreateCodes1764000001000 } from '../migrations/1764000001000-create-codes.js';
import { PrintLabels1764000005100 } from '../migrations/1764000005100-print-labels.js';
import { PrintLooseLabels1764000012100 } from '../migrations/1764000012100-print-loose-labels.js';
import { CreateTrace1764000001100 } from '../migrations/1764000001100-create-trace.js';
import { TellFindingsInFacts1764000002000 } from '../migrations/1764000002000-tell-findings-in-facts.js';
import { LetSystemRecordFacts1764000002100 } from '../migrations/1764000002100-let-system-record-facts.js';
import { CreateLotAliases1764000004000 } from '../migrations/1764000004000-create-lot-aliases.js';
import { LabelBatches1764000008100 } from '../migrations/1764000008100-label-batches.js';
import { KeepInputs1764000007100 } from '../migrations/1764000007100-keep-inputs.js';
import { ShowBasePhotos1764000006200 } from '../migrations/1764000006200-show-base-photos.js';
import { TakeComplaints1764000006100 } from '../migrations/1764000006100-take-complaints.js';
import { RecordScans1764000006000 } from '../migrations/1764000006000-record-scans.js';
import { WidenProcessing1764000008200 } from '../migrations/1764000008200-widen-processing.js';
import { BindLooseCodes1764000004100 } from '../migrations/1764000004100-bind-loose-codes.js';
import { AggregatePackages1764000004200 } from '../migrations/1764000004200-aggregate-packages.js';
import { TellHarvests1764000007200 } from '../migrations/1764000007200-tell-harvests.js';
import { RetryPrintJobs1764000004300 } from '../migrations/1764000004300-retry-print-jobs.js';
import { NumberSplitRetain1764000008300 } from '../migrations/1764000008300-number-split-retain.js';
import { KnowTheGround1764000007300 } from '../migrations/1764000007300-know-the-ground.js';
import { KeepProcedures1764000007400 } from '../migrations/1764000007400-keep-procedures.js';
import { PlacePlots1764000014100 } from '../migrations/1764000014100-place-plots.js';
import { KeepChecklistsAndStaff1764000014200 } from '../migrations/1764000014200-keep-checklists-and-staff.js';
import { PhotographRecords1764000014300 } from '../migrations/1764000014300-photograph-records.js';
import { DiscloseEntry1764000008400 } from '../migrations/1764000008400-disclose-entry.js';
import { KeepCustody1764000016000 } from '../migrations/1764000016000-keep-custody.js';
import { ShipAndReceive1764000016200 } from '../migrations/1764000016200-ship-and-receive.js';
import { HandOverLots1764000016100 } from '../migrations/1764000016100-hand-over-lots.js';
import { KeepOwnersOfWorkedGoods1764000015100 } from '../migrations/1764000015100-keep-owners-of-worked-goods.js';
import { WorkForOthers1764000015200 } from '../migrations/1764000015200-work-for-others.js';
import { SeeImpact1764000018100 } from '../migrations/1764000018100-see-impact.js';
import { CreateRecalls1764000018200 } from '../migrations/1764000018200-create-recalls.js';
import { KeepCases1764000018300 } from '../migrations/1764000018300-keep-cases.js';
import { FindConsignments1764000021000 } from '../migrations/1764000021000-find-consignments.js';
import { KeepStores1764000017000 } from '../migrations/1764000017000-keep-stores.js';
import { ReadClimate1764000017100 } from '../migrations/1764000017100-read-climate.js';
import { HoldFailedBatches1764000015400 } from '../migrations/1764000015400-hold-failed-batches.js';
import { CountEveryRule1764000015300 } from '../migrations/1764000015300-count-every-rule.js';
import { CodeRangeEntity } from './codes/code-range.entity.js';
import { JobFileEntity, JobFileErasureEntity, LabelPrintEntity, PrintJobEntity } from './codes/print-job.entity.js';
import { CreateLots1764000000500 } from '../migrations/1764000000500-create-lots.js';
import { CreateLotActs1764000000510 } from '../migrations/1764000000510-create-lot-acts.js';
import { CreateLotHolds1764000000520 } from '../migrations/1764000000520-create-lot-holds.js';
import { CreateLotGenealogy1764000000530 } from '../migrations/1764000000530-create-lot-genealogy.js';
import { HerbEntity } from './herbs/herb.entity.js';
import {
  FactEntity,
  FactPartyEntity,
  FactSubjectEntity,
  FactUnsealedEntity,
  SealedValueEntity,
} from './ledger/fact.entity.js';
import { LedgerCheckpointEntity, LedgerKeyEntity, LedgerLeafEntity, LedgerNodeEntity } from './ledger/tree.entity.js';
import { AdministratorTokenEntity } from './identity/administrator-token.entity.js';
import { ApiKeyEntity } from './identity/api-key.entity.js';
import { LoginAttemptEntity, LoginThrottleEntity } from './identity/login-attempt.entity.js';
import { OrganisationEntity } from './identity/organisation.entity.js';
import { PersonEntity } from './identity/person.entity.js';
import { SessionEntity } from './identity/session.entity.js';
import { ActConflictEntity, ActEntity } from './platform/acts/act.entity.js';
import { OutboxEntity } from './platform/outbox/outbox.entity.js';
import { ReleaseDecisionEntity } from './quality/release-decision.entity.js';
import { ReportOriginalEntity, ReportWithdrawalEntity } from './quality/report-correction.entity.js';
import { BatchClaimEntity, InternalLimitEntity } from './quality/own-standard.entity.js';
import { ReportEntity, ReportResultEntity, ReportSignatureEntity } from './quality/report.entity.js';
import { SampleEntity, SampleReceiptEntity } from './quality/sample.entity.js';
import {
  BatchEntity,
  BatchLabelEntity,
  BatchNumberEntity,
  BatchNumberSchemeEntity,
  PackingEntity,
} from './batches/batch.entity.js';
import { RetainedSampleEntity, RetainedSampleStepEntity } from './batches/retained-sample.entity.js';
import { BaseEntity, GrowerEntity, PlotEntity } from './planting/base.entity.js';
import {
  HarvestEntity,
  HarvestPlanEntity,
  HarvestPlotEntity,
  PurchaseEntity,
  PurchaseSackEntity,
} from './planting/harvest.entity.js';
import { BaseQualificationEntity, EnvironmentTestEntity, PlotShareEntity } from './planting/environment.entity.js';
import { SopStepEntity, SopVersionEntity } from './planting/sop.entity.js';
import { PlotChangeEntity } from './planting/plot-change.entity.js';
import { InputLotEntity, InputMovementEntity } from './planting/input.entity.js';
import { FieldWorkEntity, PlantingEntity, PlantingPlotEntity, SeedLotEntity } from './planting/planting.entity.js';
import { AdjuvantLotEntity } from './processing/adjuvant-lot.entity.js';
import { RunEntity, RunInputEntity, RunOutputEntity, RunStepEntity } from './processing/run.entity.js';
import { RunOwnerEntity, TollAgreementEntity } from './processing/toll.entity.js';
import { FindingDecisionEntity, RuleRefusalEntity } from './rules/finding-decision.entity.js';
import { FindingEntity } from './rules/finding.entity.js';
import { PublicDocumentEntity, PublicDocumentProgressEntity } from './trace/public-document.entity.js';

/** Every entity of every room. Up here because it must see them all. */
export const entities = [
  // platform
  ActEntity,
  ActConflictEntity,
  OutboxEntity,
  // identity
  OrganisationEntity,
  PersonEntity,
  SessionEntity,
  ApiKeyEntity,
  AdministratorTokenEntity,
  LoginAttemptEntity,
  LoginThrottleEntity,
  // ledger
  FactEntity,
  FactSubjectEntity,
  FactPartyEntity,
  SealedValueEntity,
  FactUnsealedEntity,
  LedgerLeafEntity,
  LedgerNodeEntity,
  LedgerCheckpointEntity,
  LedgerKeyEntity,
  // herbs, rules
  HerbEntity,
  FindingEntity,
  FindingDecisionEntity,
  RuleRefusalEntity,
  // planting
  BaseEntity,
  GrowerEntity,
  PlotEntity,
  SeedLotEntity,
  PlantingEntity,
  PlantingPlotEntity,
  InputLotEntity,
  InputMovementEntity,
  FieldWorkEntity,
  PlotChangeEntity,
  PlotShareEntity,
  SopVersionEntity,
  SopStepEntity,
  EnvironmentTestEntity,
  BaseQualificationEntity,
  HarvestPlanEntity,
  HarvestEntity,
  HarvestPlotEntity,
  PurchaseEntity,
  PurchaseSackEntity,
  // processing
  AdjuvantLotEntity,
  RunEntity,
  RunStepEntity,
  RunInputEntity,
  RunOutputEntity,
  RunOwnerEntity,
  TollAgreementEntity,
  // batches
  BatchEntity,
  BatchLabelEntity,
  BatchNumberSchemeEntity,
  BatchNumberEntity,
  RetainedSampleEntity,
  RetainedSampleStepEntity,
  PackingEntity,
  // quality
  SampleEntity,
  SampleReceiptEntity,
  ReportEntity,
  ReportResultEntity,
  ReportSignatureEntity,
  InternalLimitEntity,
  BatchClaimEntity,
  ReportOriginalEntity,
  ReportWithdrawalEntity,
  ReleaseDecisionEntity,
  // codes
  CodeRangeEntity,
  PrintJobEntity,
  JobFileEntity,
  JobFileErasureEntity,
  LabelPrintEntity,
  // trace
  PublicDocumentEntity,
  PublicDocumentProgressEntity,
];

/** Every migration, oldest first. */
export const migrations = [
  CreatePlatform1764000000100,
  CreateIdentity1764000000200,
  CreateLedger1764000000300,
  CreateFindings1764000000400,
  CreateHerbs1764000000450,
  CreateLots1764000000500,
  CreateLotActs1764000000510,
  CreateLotHolds1764000000520,
  CreateLotGenealogy1764000000530,
  CreateLotPackages1764000000550,
  KeepPackedGrams1764000000560,
  CreatePlanting1764000000600,
  CreateProcessing1764000000700,
  CreateBatches1764000000800,
  CreateQuality1764000000900,
  CreateCodes1764000001000,
  CreateTrace1764000001100,
  TellFindingsInFacts1764000002000,
  LetSystemRecordFacts1764000002100,
  CreateLotAliases1764000004000,
  BindLooseCodes1764000004100,
  AggregatePackages1764000004200,
  RetryPrintJobs1764000004300,
  PrintLabels1764000005100,
  RecordScans1764000006000,
  TakeComplaints1764000006100,
  ShowBasePhotos1764000006200,
  KeepInputs1764000007100,
  TellHarvests1764000007200,
  LabelBatches1764000008100,
  WidenProcessing1764000008200,
  KeepReportOriginals1764000009100,
  DecideOnFindings1764000009200,
  DeepenQuality1764000009300,
  ShortenScan1764000011100,
  NoteNetworksOfLooks1764000013000,
  NumberSplitRetain1764000008300,
  KnowTheGround1764000007300,
  KeepProcedures1764000007400,
  DiscloseEntry1764000008400,
  PrintLooseLabels1764000012100,
  KeepCustody1764000016000,
  HandOverLots1764000016100,
  KeepOwnersOfWorkedGoods1764000015100,
  WorkForOthers1764000015200,
  SeeImpact1764000018100,
  CreateRecalls1764000018200,
  KeepCases1764000018300,
  PlacePlots1764000014100,
  KeepChecklistsAndStaff1764000014200,
  PhotographRecords1764000014300,
  KeepStores1764000017000,
  ShipAndReceive1764000016200,
  ReadClimate1764000017100,
  CountEveryRule1764000015300,
  HoldFailedBatches1764000015400,
  FindConsignments1764000021000,
];
