import Big from 'big.js';

/**
 * Rounds a result to the number of decimals of the limit it is held against.
 *
 * The pharmacopoeia (凡例) compares the result after it is rounded to the digits of the limit, by the national
 * rule of rounding GB/T 8170: nearest, an exact half goes to the even neighbour (四舍六入五成双), and in one step,
 * never twice (不许连续修约). So 0.145 % against ≥ 0.15 % is 0.14 and fails, 0.1451 is 0.15 and passes.
 * `value` is a decimal string; no binary floating point anywhere.
 */
export function roundToLimit(value: string, decimals: number): string {
  return new Big(value).round(decimals, Big.roundHalfEven).toFixed(decimals);
}
