import { chromium, type Browser } from 'playwright-core';
import { CHROMIUM, findProgram } from '../../scripts/programs.mjs';

/** A real browser of one test file. */
export interface Chromium {
  browser: Browser;
  close(): Promise<void>;
}

/** A program given (CHROMIUM_PATH) or found, or undefined. */
export function chromiumProgram(): string | undefined {
  return process.env['CHROMIUM_PATH'] ?? findProgram(CHROMIUM);
}

/** Starts Chromium without its own traffic to the outside, which a closed network refuses many times a second. */
export async function openChromium(): Promise<Chromium> {
  const executablePath = chromiumProgram();
  if (executablePath === undefined) throw new Error('no Chromium');
  const browser = await chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
    ],
  });
  return { browser, close: () => browser.close() };
}
