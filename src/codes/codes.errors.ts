import { DomainError, NotFound, type Bilingual, type ErrorKind } from '../platform/errors.js';

/** The code keys do not fit this database. The process does not start: every label would be read wrong, or made anew. */
export class CodeKeysRefused extends Error {
  constructor(path: string, why: string) {
    super(
      `${path}: ${why}. Put the right key file back from its backup (the database keeps only check values). ` +
        `溯源码密钥与数据库不符：${why}。请从备份恢复密钥文件；系统不会另造新密钥。`,
    );
    this.name = 'CodeKeysRefused';
  }
}

/** A lot as a sentence calls it: by its number where it has one. */
export interface Named {
  id: string;
  number?: string | null;
}
export const nameOf = ({ id, number }: Named): string => number ?? id;

/** Package codes are a future act: a batch that quality rejected gets none. */
export class BatchRejected extends DomainError {
  readonly code = 'codes/batch-rejected';
  readonly kind = 'conflict';
  constructor(lot: Named) {
    super({
      zh: `批次 ${nameOf(lot)} 检验不合格，不能发放包装溯源码`,
      en: `batch ${nameOf(lot)} was rejected by quality; its packages get no codes`,
    });
    this.extra['lot'] = lot.id;
  }
}

/** There is nothing yet to stick a code on. */
export class BatchNotPacked extends DomainError {
  readonly code = 'codes/batch-not-packed';
  readonly kind = 'conflict';
  constructor(lot: Named) {
    super({
      zh: `批次 ${nameOf(lot)} 尚未包装，请先登记包装`,
      en: `batch ${nameOf(lot)} has no packages yet; record its packing first`,
    });
    this.extra['lot'] = lot.id;
  }
}

/** More codes were asked for than packages wait for one. */
export class PackagesExceeded extends DomainError {
  readonly code = 'codes/packages-exceeded';
  readonly kind = 'conflict';
  constructor(
    lot: Named,
    readonly asked: number,
    readonly left: number,
  ) {
    super({
      zh: `批次 ${nameOf(lot)} 只有 ${left} 个包装还没有溯源码，申请了 ${asked} 个`,
      en: `${left} packages of batch ${nameOf(lot)} are without a code, ${asked} codes were asked for`,
    });
    Object.assign(this.extra, { lot: lot.id, asked, left });
  }
}

/** Only lots of these kinds are packed and coded. */
export class NotABatch extends DomainError {
  readonly code = 'codes/not-a-batch';
  readonly kind = 'invalid';
  constructor(lot: Named) {
    super({ zh: `${nameOf(lot)} 不是本单位的生产批次`, en: `${nameOf(lot)} is no batch of yours` });
    this.extra['lot'] = lot.id;
  }
}

/** A code that cannot be read, that we never made, or that was never issued: outside, the three are one. */
export class NoSuchCode extends NotFound {
  override readonly code = 'codes/no-such-code';
  constructor() {
    super({ zh: '溯源码', en: 'trace code' }, '');
  }
}

/** The check character does not fit: somebody read or typed one character wrong. */
export class CodeMistyped extends DomainError {
  readonly code = 'codes/mistyped';
  readonly kind: ErrorKind = 'not-found';
  constructor() {
    super({
      zh: '溯源码有一位输错了，请对照标签重新输入',
      en: 'a character of this code is wrong; please compare it with the label',
    });
  }
}

/** The job does not exist, or belongs to another organisation. */
export class NoSuchJob extends NotFound {
  override readonly code = 'codes/no-such-job';
  constructor(readonly job: string) {
    super({ zh: '任务', en: 'job' }, job);
  }
}

/** The job has no file of this name (yet). */
export class NoSuchFile extends NotFound {
  override readonly code = 'codes/no-such-file';
  constructor(readonly file: string) {
    super({ zh: '文件', en: 'file' }, file);
  }
}

/** The file's time is over and it was erased; it can be made again from the codes. */
export class FileExpired extends DomainError {
  readonly code = 'codes/file-expired';
  readonly kind = 'gone';
  constructor(file: string, at: Date) {
    super({
      zh: `文件 ${file} 已过保存期并删除，可重新打印`,
      en: `the file ${file} was erased after its time; order the labels again`,
    });
    Object.assign(this.extra, { file, expiredAt: at.toISOString() });
  }
}

/** Only a job that was given up, or waits after a failure, is tried again. */
export class JobNotStopped extends DomainError {
  readonly code = 'codes/job-not-stopped';
  readonly kind = 'conflict';
  constructor(job: string, state: 'waiting' | 'active' | 'completed' | 'cancelled') {
    const why: Record<typeof state, Bilingual> = {
      waiting: { zh: '正在排队，无需重试', en: 'is waiting for its turn; there is nothing to try again' },
      active: { zh: '正在进行，无需重试', en: 'is under way; there is nothing to try again' },
      completed: { zh: '已完成，无需重试', en: 'is completed; there is nothing to try again' },
      cancelled: {
        zh: '已取消，不能重试；请重新申请',
        en: 'was cancelled and cannot be tried again; ask anew',
      },
    };
    super({ zh: `任务 ${job} ${why[state].zh}`, en: `job ${job} ${why[state].en}` });
    Object.assign(this.extra, { job, state });
  }
}

/** A finished job cannot be cancelled: its codes may be on paper. They are voided one by one instead. */
export class JobFinished extends DomainError {
  readonly code = 'codes/job-finished';
  readonly kind = 'conflict';
  constructor(
    readonly job: string,
    readonly state: string,
  ) {
    super({
      zh: state === 'cancelled' ? `任务 ${job} 已经取消` : `任务 ${job} 已完成，不能取消；可逐个作废其溯源码`,
      en:
        state === 'cancelled'
          ? `job ${job} is cancelled already`
          : `job ${job} is completed and cannot be cancelled; void its codes instead`,
    });
    Object.assign(this.extra, { job, state });
  }
}
