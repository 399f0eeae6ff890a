/** One thing wrong with the settings: the key, what was given (secrets masked), what was expected. */
export interface ConfigFault {
  key: string;
  given: string;
  expected: string;
}

/** The settings cannot be used. Every fault is named at once, so that one correction is enough. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly faults: readonly ConfigFault[]) {
    super(
      `${faults.length} setting${faults.length === 1 ? ' is' : 's are'} wrong (配置有误):\n` +
        faults.map((fault) => `  ${fault.key}: got ${fault.given}; expected ${fault.expected}`).join('\n'),
    );
  }
}
