import { DomainError, NotFound, type ErrorKind } from '../platform/errors.js';

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

/** Package codes are a future act: a batch that quality rejected gets none. */
export class BatchRejected extends DomainError {
  readonly code = 'codes/batch-rejected';
  readonly kind = 'conflict';
  constructor(readonly lot: string) {
    super({
      zh: `批次 ${lot} 检验不合格，不能发放包装溯源码`,
      en: `batch ${lot} was rejected by quality; its packages get no codes`,
    });
    this.extra['lot'] = lot;
  }
}

/** There is nothing yet to stick a code on. */
export class BatchNotPacked extends DomainError {
  readonly code = 'codes/batch-not-packed';
  readonly kind = 'conflict';
  constructor(readonly lot: string) {
    super({
      zh: `批次 ${lot} 尚未包装，请先登记包装`,
      en: `batch ${lot} has no packages yet; record its packing first`,
    });
    this.extra['lot'] = lot;
  }
}

/** More codes were asked for than packages wait for one. */
export class PackagesExceeded extends DomainError {
  readonly code = 'codes/packages-exceeded';
  readonly kind = 'conflict';
  constructor(
    readonly lot: string,
    readonly asked: number,
    readonly left: number,
  ) {
    super({
      zh: `批次 ${lot} 只有 ${left} 个包装还没有溯源码，申请了 ${asked} 个`,
      en: `${left} packages of batch ${lot} are without a code, ${asked} codes were asked for`,
    });
    Object.assign(this.extra, { lot, asked, left });
  }
}

/** Only lots of these kinds are packed and coded. */
export class NotABatch extends DomainError {
  readonly code = 'codes/not-a-batch';
  readonly kind = 'invalid';
  constructor(readonly lot: string) {
    super({ zh: `${lot} 不是生产批次`, en: `${lot} is not a batch` });
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

/** A finished job cannot be cancelled: its codes may be on paper. They are voided one by one instead. */
export class JobFinished extends DomainError {
  readonly code = 'codes/job-finished';
  readonly kind = 'conflict';
  constructor(
    readonly job: string,
    readonly state: string,
  ) {
    super({
      zh: `任务 ${job} 已${state === 'cancelled' ? '取消' : '完成'}，不能取消`,
      en: `job ${job} is ${state} and cannot be cancelled`,
    });
    Object.assign(this.extra, { job, state });
  }
}
