export const KEPT: string;
export function makePage(): Promise<string>;
