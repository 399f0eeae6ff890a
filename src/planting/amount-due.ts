import Big from 'big.js';

/** What a weighing-in is worth: net kilograms × 元 per kilogram, to the fen, half up as tills do. */
export function amountDue(netGrams: number, pricePerKg: string): string {
  return new Big(netGrams).div(1000).times(pricePerKg).round(2, 1).toFixed(2);
}

/** Grams as kilograms with all three places: a scale's figure, not a rounded one. */
export function asKilograms(grams: number): string {
  return new Big(grams).div(1000).toFixed(3);
}
