import { describe, expect, it, jest } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { Redis } from 'ioredis';
import { needsChromium, needsRedis } from './support/needs.js';
import ClosingReporter from './support/closing-reporter.mjs';

needsRedis('a Redis for tests', (redis) => {
  it('keeps what was acknowledged a second ago over kill -9, and evicts nothing', async () => {
    const client = new Redis(redis.url, { maxRetriesPerRequest: 200, retryStrategy: () => 50 });
    client.on('error', () => undefined);
    try {
      expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
      await client.set('grams', '1250');
      await new Promise((done) => setTimeout(done, 1_500)); // appendfsync everysec
      if (await redis.kill()) await redis.restart();
      expect(await client.get('grams')).toBe('1250');
    } finally {
      client.disconnect();
    }
  });
});

needsChromium('a Chromium for tests', (chromium) => {
  it('draws Chinese with a Chinese font, not with boxes', async () => {
    const page = await chromium.browser.newPage();
    await page.setContent('<span style="font-size:40px">连翘</span><br><span style="font-size:40px">溯源</span>');
    const shapes = await page.evaluate(() => {
      // In the browser: two different characters drawn from a font differ; two missing ones are the same box.
      const draw = (text: string): string => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 60, height: 60 });
        const context = canvas.getContext('2d')!;
        context.font = '40px sans-serif';
        context.fillText(text, 5, 45);
        return canvas.toDataURL();
      };
      return [draw('连'), draw('翘'), draw('本')];
    });
    expect(new Set(shapes).size).toBe(3);
    await page.close();
  });
});

describe('an old Node.js', () => {
  const tell = (version: string) =>
    spawnSync(process.execPath, ['-e', `import('./scripts/prepare.mjs').then((m) => m.ensureNode('${version}'))`], {
      encoding: 'utf8',
    });

  it('is refused in one sentence that names what is needed and what is there', () => {
    for (const version of ['18.20.4', '20.18.3']) {
      expect(tell(version)).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(
          new RegExp(`^Bencao Trace needs Node.js 20.19 or newer; this is ${version} .*\\n$`),
        ),
      });
    }
    for (const version of ['20.19.0', '22.12.0', '24.1.0']) expect(tell(version).status).toBe(0);
  });
});

describe('the closing report', () => {
  const results = (over: object) => ({
    numPassedTests: 7,
    numFailedTests: 1,
    numRuntimeErrorTestSuites: 0,
    success: true,
    testResults: [{ testFilePath: `${process.cwd()}/test/a.spec.ts`, testResults: [] as object[] }],
    ...over,
  });
  const report = (over: object, config: object = {}): { text: string; error: Error | undefined } => {
    const write = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
    try {
      const reporter = new ClosingReporter(config);
      reporter.onRunComplete(undefined, results(over));
      return { text: write.mock.calls.join(''), error: reporter.getLastError() };
    } finally {
      write.mockRestore();
    }
  };
  const skipped = {
    testResults: [
      {
        testFilePath: `${process.cwd()}/test/a.spec.ts`,
        testResults: [
          { status: 'passed', fullName: 'ran' },
          { status: 'pending', fullName: 'jobs on a missing broker survive' },
        ],
      },
    ],
  };

  it('ends with the counts alone on a line', () => {
    expect(report({}).text).toMatch(/^7 passed, 1 failed$/m);
  });

  it('counts a file that does not load as a failure', () => {
    expect(report({ numFailedTests: 0, numRuntimeErrorTestSuites: 2 }).text).toMatch(/^7 passed, 2 failed$/m);
  });

  it('names what was not run, and with CI=true that is a failure', () => {
    const before = process.env['CI'];
    try {
      process.env['CI'] = 'true';
      const strict = report(skipped);
      expect(strict.text).toContain('test/a.spec.ts: jobs on a missing broker survive (skipped in the source)');
      expect(strict.text).toMatch(/^7 passed, 1 failed, 1 skipped$/m);
      expect(strict.error?.message).toContain('1 tests were not run');
      delete process.env['CI'];
      expect(report(skipped).error).toBeUndefined();
    } finally {
      if (before !== undefined) process.env['CI'] = before;
    }
  });

  it('says nothing about tests that -t left out by wish', () => {
    expect(report(skipped, { testNamePattern: 'ran' }).text).not.toContain('Not run');
  });
});
