export declare const REDIS: readonly string[];
export declare const POPPLER: readonly string[];
export declare const CHROMIUM: readonly string[];
/** The first of the names that PATH has, or undefined. */
export declare function findProgram(names: readonly string[]): string | undefined;
/** Installs what is missing where that is allowed. */
export declare function provide(): void;
