/** What a zone may be like. Degrees Celsius and percent of relative humidity; a bound left out does not bind. */
export interface ClimateBand {
  celsiusMin: number | null;
  celsiusMax: number | null;
  humidityMin: number | null;
  humidityMax: number | null;
}

export type ClimateQuantity = 'celsius' | 'humidity';
export type ClimateSide = 'above' | 'below';

/** On which side of the band a value lies, or undefined within it. A value on the bound is within (GSP gives closed ranges). */
export function sideOf(band: ClimateBand, quantity: ClimateQuantity, value: number): ClimateSide | undefined {
  const [min, max] = boundsOf(band, quantity);
  if (max !== null && value > max) return 'above';
  return min !== null && value < min ? 'below' : undefined;
}

export function boundsOf(band: ClimateBand, quantity: ClimateQuantity): [min: number | null, max: number | null] {
  return quantity === 'celsius' ? [band.celsiusMin, band.celsiusMax] : [band.humidityMin, band.humidityMax];
}

/** Where a zone's own band is wider than the band of its kind; empty when it is as strict or stricter everywhere. */
export function widerThan(own: ClimateBand, reference: ClimateBand): (keyof ClimateBand)[] {
  const tooLow = (mine: number | null, least: number | null) => least !== null && (mine === null || mine < least);
  const tooHigh = (mine: number | null, most: number | null) => most !== null && (mine === null || mine > most);
  const wider: (keyof ClimateBand)[] = [];
  if (tooLow(own.celsiusMin, reference.celsiusMin)) wider.push('celsiusMin');
  if (tooHigh(own.celsiusMax, reference.celsiusMax)) wider.push('celsiusMax');
  if (tooLow(own.humidityMin, reference.humidityMin)) wider.push('humidityMin');
  if (tooHigh(own.humidityMax, reference.humidityMax)) wider.push('humidityMax');
  return wider;
}
