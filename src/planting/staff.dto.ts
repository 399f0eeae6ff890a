import { ApiProperty } from '@nestjs/swagger';
import { ArrayUnique, Matches } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { Day, Decimal, Line, List, MayBeLeftOut, Paragraph, YesNo } from '../platform/http/fields.js';

/** POST /api/trainings: GAP 2022 机构与人员章 asks for time, audience, size, content and effect. Names are sealed. */
export class TrainDto {
  @ActId() id: string;
  @Line(200) topic: string;
  @Day() heldOn: string;
  @Decimal(1) hours: string;
  /** The last day it is good for; left out: the usual term (checklists.json, staff). */
  @MayBeLeftOut() @Day() validUntil?: string;
  @Line(100) trainer: string;
  /** Names as they stand in records of work. */
  @ApiProperty({ type: [String] })
  @List(1, 300)
  @ArrayUnique({ message: '有重复的姓名|names somebody twice' })
  @Matches(/^\S(.{0,98}\S)?$/u, { each: true, message: '应为姓名|must be names' })
  attendees: string[];
  /** How it was tested, and what came of it. */
  @MayBeLeftOut() @Paragraph(1000) effect?: string;
  /** SHA-256 of the sign-in sheet or the material. */
  @MayBeLeftOut()
  @Matches(/^[0-9a-f]{64}$/, { message: '应为 SHA-256|must be SHA-256 in hex' })
  documentSha256?: string;
}

/** POST /api/health-checks: a certificate of one person. Everything but its days is sealed. */
export class CheckHealthDto {
  @ActId() id: string;
  @Line(100) name: string;
  @Day() checkedOn: string;
  @MayBeLeftOut() @Day() validUntil?: string;
  @YesNo() fit: boolean;
  @MayBeLeftOut() @Line(100) certificate?: string;
}

/** One person of the staff, by name, as it stands today. */
export interface StaffView {
  name: string;
  trainedOn: string | null;
  trainedUntil: string | null;
  healthyUntil: string | null;
  fit: boolean | null;
  /** What is missing or over today. */
  faults: ('untrained' | 'training-over' | 'unchecked' | 'health-over' | 'unfit')[];
}
