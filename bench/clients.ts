/** Runs `work` in `clients` loops for `seconds`; gives how many ended per second. */
export async function ratePerSecond(
  clients: number,
  seconds: number,
  work: (client: number) => Promise<number | void>,
): Promise<number> {
  const began = performance.now();
  const until = began + seconds * 1000;
  let done = 0;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() < until) {
        // Not `done += await …`: that reads `done` before it waits, and loses what the other clients counted meanwhile.
        const ended = await work(client);
        done += ended ?? 1;
      }
    }),
  );
  return done / ((performance.now() - began) / 1000);
}

/** Median milliseconds of `times` runs after one to warm up. */
export async function medianMs(times: number, work: () => Promise<unknown>): Promise<number> {
  await work();
  const spent: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const began = performance.now();
    await work();
    spent.push(performance.now() - began);
  }
  spent.sort((a, b) => a - b);
  return spent[Math.floor(spent.length / 2)]!;
}
