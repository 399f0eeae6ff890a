import type { DemoPerson } from './demo-client.js';
import { demoId } from './demo-id.js';

/** One batch's certificate: sample number and the two assays that differ between the two stories. */
export interface DemoCertificate {
  number: string;
  takenAt: string;
  testedOn: string;
  laboratory: string;
  phillyrin: string;
  forsythosideA: string;
}

/** Sampled by the cooperative, tested and reviewed by two people of an outside laboratory, under the 2020 edition. */
export async function sampleAndTest(
  clerk: DemoPerson,
  lab: DemoPerson,
  label: string,
  lot: string,
  c: DemoCertificate,
): Promise<void> {
  const sample = demoId(`${label}/sample`);
  await clerk.post('/api/samples', {
    id: sample,
    lot,
    grams: 2000,
    takenAt: c.takenAt,
    takenBy: '刘玉兰',
    laboratory: c.laboratory,
  });
  await lab.post('/api/reports', {
    id: demoId(`${label}/report`),
    sample,
    number: c.number,
    testedOn: c.testedOn,
    standard: { edition: 'ChP2020' },
    tester: '陈思敏',
    reviewer: '周国梁',
    results: [
      { item: 'description', value: null, qualitative: '符合规定', unit: '', method: '性状' },
      { item: 'identification', value: null, qualitative: '符合规定', unit: '', method: '显微鉴别、薄层色谱法' },
      { item: 'foreign_matter', value: '1.2', unit: '%', method: '通则2301' },
      { item: 'water', value: '8.6', unit: '%', method: '通则0832第四法(甲苯法)' },
      { item: 'total_ash', value: '3.1', unit: '%', method: '通则2302' },
      { item: 'extractives_ethanol', value: '38.4', unit: '%', method: '通则2201 冷浸法; 溶剂 65%乙醇' },
      { item: 'volatile_oil', value: '2.3', unit: '% (ml/g)', method: '通则2204甲法' },
      { item: 'phillyrin', value: c.phillyrin, unit: '%', method: 'HPLC 通则0512; 按干燥品计算' },
      { item: 'forsythoside_a', value: c.forsythosideA, unit: '%', method: 'HPLC 通则0512; 按干燥品计算' },
      {
        item: 'sulfur_dioxide',
        value: null,
        belowLoq: true,
        unit: 'mg/kg',
        method: '通则2331 (general rule 通则0212)',
      },
    ],
  });
}
