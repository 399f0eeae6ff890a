/** Jest's reporter interface, as far as we use it. */
export default class ClosingReporter {
  constructor(globalConfig: { testNamePattern?: string });
  onRunComplete(contexts: unknown, results: unknown): void;
  getLastError(): Error | undefined;
}
