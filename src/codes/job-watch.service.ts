import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Observable, Subject } from 'rxjs';
import { DataSource, In } from 'typeorm';
import { Loop } from '../platform/loop.js';
import { isOver, toJobView, type JobView } from './job-view.js';
import { JobFileEntity, PrintJobEntity } from './print-job.entity.js';

const LOOK_MS = 400;
/** A proxy closes a silent connection after a minute or so; an event in between keeps it. */
const SAY_SOMETHING_MS = 15_000;
/** The browser comes again by itself after this; by then the session may have ended. */
const WATCH_AT_MOST_MS = 15 * 60_000;

interface Watched {
  subject: Subject<JobView>;
  watchers: number;
  said: string;
  saidAt: number;
}

/** Follows jobs for whoever waits: one query for all watched jobs together, however many people look. */
@Injectable()
export class JobWatch implements BeforeApplicationShutdown {
  private readonly watched = new Map<string, Watched>();
  private readonly loop = new Loop('job-watch', LOOK_MS, () => this.look());

  constructor(@InjectDataSource('system') private readonly db: DataSource) {}

  /** Every change of the job until it is over; the caller has checked that it is the asker's. Begins with `now`. */
  watch(now: JobView): Observable<JobView> {
    return new Observable((out) => {
      out.next(now);
      if (isOver(now)) return out.complete();
      const watched = this.enter(now);
      const subscription = watched.subject.subscribe(out);
      const timer = setTimeout(() => out.complete(), WATCH_AT_MOST_MS);
      return () => {
        clearTimeout(timer);
        subscription.unsubscribe();
        this.leave(now.id, watched);
      };
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const { subject } of this.watched.values()) subject.complete();
    await this.loop.stop();
  }

  private enter(now: JobView): Watched {
    const watched = this.watched.get(now.id) ?? {
      subject: new Subject<JobView>(),
      watchers: 0,
      said: JSON.stringify(now),
      saidAt: Date.now(),
    };
    watched.watchers += 1;
    this.watched.set(now.id, watched);
    this.loop.start();
    return watched;
  }

  private leave(id: string, watched: Watched): void {
    watched.watchers -= 1;
    if (watched.watchers > 0) return;
    if (this.watched.get(id) === watched) this.watched.delete(id);
    if (this.watched.size === 0) void this.loop.stop();
  }

  private async look(): Promise<void> {
    const ids = [...this.watched.keys()];
    if (ids.length === 0) return;
    const jobs = await this.db.manager.find(PrintJobEntity, { where: { id: In(ids) } });
    const over = jobs.filter(isOver).map(({ id }) => id);
    const files = over.length > 0 ? await this.db.manager.find(JobFileEntity, { where: { jobId: In(over) } }) : [];
    for (const job of jobs)
      this.say(
        toJobView(
          job,
          files.filter(({ jobId }) => jobId === job.id),
        ),
      );
  }

  private say(view: JobView): void {
    const watched = this.watched.get(view.id);
    const text = JSON.stringify(view);
    if (!watched || (watched.said === text && Date.now() - watched.saidAt < SAY_SOMETHING_MS)) return;
    watched.said = text;
    watched.saidAt = Date.now();
    watched.subject.next(view);
    if (isOver(view)) watched.subject.complete();
  }
}
