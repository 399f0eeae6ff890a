import type { RuleId } from '../../src/rules/catalogue.js';

/**
 * Where each rule is a pure function, and the spec beside it whose table has cases on both sides of its bounds: as
 * [file, function, spec] below src/, without endings. A rule with several functions names the one it cannot be without.
 */
export const RULE_TABLES: Readonly<Record<RuleId, readonly [file: string, pure: string, spec: string]>> = {
  'R-01': ['batches/one-batch', 'oneBatch', 'batches/rules-of-batches'],
  'R-02': ['planting/plot-overlap', 'plotOverlap', 'planting/rules-of-ground'],
  'R-03': ['planting/one-species-per-base', 'oneSpeciesPerBase', 'planting/rules-of-growing'],
  'R-04': ['planting/germplasm-allowed', 'germplasmAllowed', 'planting/rules-of-ground'],
  'R-05': ['planting/quarantine-certificate', 'quarantineCertificate', 'planting/rules-of-growing'],
  'R-06': ['planting/soil-class', 'soilFit', 'planting/rules-of-ground'],
  'R-07': ['planting/trial-base', 'trialBase', 'planting/rules-of-ground'],
  'R-08': ['quality/every-herb-conforms', 'everyHerbConforms', 'quality/every-herb-conforms'],
  'R-10': ['planting/banned-input', 'bannedInput', 'planting/rules-of-growing'],
  'R-11': ['planting/pesticide-registration', 'pesticideRegistration', 'planting/rules-of-inputs'],
  'R-12': ['planting/pre-harvest-interval', 'preHarvestInterval', 'planting/rules-of-growing'],
  'R-13': ['planting/applications-per-season', 'applicationsPerSeason', 'planting/rules-of-inputs'],
  'R-14': ['planting/label-dose', 'labelDose', 'planting/rules-of-inputs'],
  'R-15': ['planting/harvest-season', 'harvestSeason', 'planting/rules-of-growing'],
  'R-16': ['planting/harvested-apart', 'harvestedApart', 'planting/rules-of-harvesting'],
  'R-17': ['processing/drying-ratio', 'dryingRatio', 'processing/rules-of-processing'],
  'R-18': ['processing/forbidden-agent', 'forbiddenAgent', 'processing/rules-of-processing'],
  'R-19': ['batches/packing-material', 'packingMaterial', 'batches/rules-of-batches'],
  'R-20': ['rules/label-complete', 'labelComplete', 'lots/label-fields'],
  'R-21': ['quality/report-findings', 'reportFindings', 'quality/report-findings'],
  'R-22': ['quality/tester-is-not-reviewer', 'testerIsNotReviewer', 'quality/tester-is-not-reviewer'],
  'R-23': ['batches/retained-until', 'keptStill', 'batches/rules-of-keeping'],
  'R-24': ['custody/destination-allowed', 'destinationAllowed', 'custody/rules-of-custody'],
  'R-25': ['batches/lost-weight', 'lostWeight', 'batches/rules-of-keeping'],
  'R-26': ['rules/blocked-input', 'blockedInput', 'processing/rules-of-processing'],
  'R-27': ['quality/correction-fault', 'correctionFault', 'quality/correction-fault'],
  'R-28': ['trace/certificates-withheld', 'certificatesWithheld', 'trace/certificates-withheld'],
  'R-29': ['quality/claim-evidence', 'missingForClaim', 'quality/claim-evidence'],
  'R-30': ['custody/climate-kept', 'climateKept', 'custody/rules-of-custody'],
  'R-31': ['rules/hidden-from-regulator', 'hiddenFromRegulator', 'rules/hidden-from-regulator'],
};
