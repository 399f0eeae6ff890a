import type { Bilingual } from '../platform/errors.js';
import type { JobFileEntity, JobState, PrintJobEntity } from './print-job.entity.js';

/** A job as its organisation sees it. `error` tells why the last try failed; the job goes on unless its state is failed. */
export interface JobView {
  id: string;
  /** `codes`: codes were issued, with or without labels; `labels`: labels of codes that were issued before. */
  kind: 'codes' | 'labels';
  state: JobState;
  /** Null for rolls, cartons and pallets. */
  lot: string | null;
  done: number;
  total: number;
  files: { name: string; bytes: number; sha256: string; expiresAt: string }[];
  createdAt: string;
  finishedAt: string | null;
  error: Bilingual | null;
}

export function toJobView(job: PrintJobEntity, files: readonly JobFileEntity[]): JobView {
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    lot: job.lotId,
    done: Number(job.done),
    total: Number(job.total),
    files: files.map(({ name, bytes, sha256, expiresAt }) => ({
      ...{ name, bytes: Number(bytes), sha256, expiresAt: expiresAt.toISOString() },
    })),
    createdAt: job.createdAt.toISOString(),
    finishedAt: job.finishedAt?.toISOString() ?? null,
    error: job.error === null ? null : errorText(job.error, job.state),
  };
}

/** True when nothing more will happen to the job by itself. */
export function isOver({ state }: { state: JobState }): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

function errorText(reason: string, state: JobState): Bilingual {
  const full = reason === 'ENOSPC' || reason === 'EDQUOT';
  const what: Bilingual = full
    ? { zh: '服务器磁盘已满', en: 'the disk is full' }
    : { zh: `生成文件时出错（${reason}）`, en: `making the files failed (${reason})` };
  return state === 'failed'
    ? { zh: `${what.zh}，已停止重试；取消任务后可重新申请`, en: `${what.en}; given up: cancel the job and ask again` }
    : { zh: `${what.zh}，系统会自动重试`, en: `${what.en}; it is tried again by itself` };
}
