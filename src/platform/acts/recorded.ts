/** The outcome of an act: the first answer, and whether it was given before. */
export class Recorded<T extends object> {
  constructor(
    readonly replayed: boolean,
    readonly answer: T,
  ) {}
}
