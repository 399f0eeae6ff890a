import type { Bilingual } from '../platform/errors.js';
import type { RuleId } from './catalogue.js';

/** What to do when a rule has fired, in the words of the desk. One for each rule; a test holds that none is missing. */
export const ADVICE: Record<RuleId, Bilingual> = {
  'R-01': say('把不同产地、种源、年份或采收期的货分开组批', 'Make separate batches of goods that differ'),
  'R-02': say('补齐地块的乡级区划代码、边界和面积', 'Complete the plot’s division code to township, boundary and area'),
  'R-03': say('核对基原鉴定；另一物种另建基地', 'Check the identification; keep another species in a base of its own'),
  'R-04': say(
    '核对种源鉴定报告；非法定基原的货不得作该药材',
    'Check the identification; what is no legal source is not sold as this herb',
  ),
  'R-05': say('补交植物检疫证、鉴定报告和质量报告', 'Add the quarantine certificate and both reports'),
  'R-06': say(
    '换地块，或按 GB 15618 补测并加测本批重金属',
    'Use other ground, or test the soil and the batch’s metals',
  ),
  'R-07': say(
    '先不要声称符合 GAP；取得两季合格报告后再声称',
    'Make no GAP claim until two harvests have passed reports',
  ),
  'R-08': say('补齐 GAP 证据清单，或去掉该声称', 'Complete the GAP evidence, or drop the claim'),
  'R-10': say(
    '隔离该地块的货，报质量负责人；查明药剂来源',
    'Set the goods apart, tell the quality head, find out where the product came from',
  ),
  'R-11': say('核对农药登记证号、有效期和库存台账', 'Check the registration, the expiry and the stock ledger'),
  'R-12': say(
    '等到安全间隔期满再采；已采的货单独存放并送检',
    'Wait out the interval; keep what was picked apart and test it',
  ),
  'R-13': say(
    '停止再次施药，送检农残，由质量负责人处置',
    'Spray no more, test for residues, let the quality head decide',
  ),
  'R-14': say('由质量负责人说明理由后决定', 'The quality head decides, with a reason'),
  'R-15': say(
    '核对采收日期与生长年限，由质量负责人说明理由后决定',
    'Check date and age; the quality head decides, with a reason',
  ),
  'R-16': say(
    '与正常货分开，单独取样检验，查清后再解除冻结',
    'Keep it apart, test it by itself, lift the hold when it is clear',
  ),
  'R-17': say(
    '复核重量和含水量，查有无掺杂或漏记',
    'Weigh again, check the water, look for what was added or left out',
  ),
  'R-18': say('停止使用该药剂；已处理的货不得作药用', 'Stop using the agent; what was treated is no medicine'),
  'R-19': say('换用清洁合格的包装材料重新包装', 'Pack again in clean, fit material'),
  'R-20': say(
    '补齐标签十一项；放行后改标签须先撤回放行',
    'Fill all eleven fields; to change a released label withdraw the release first',
  ),
  'R-21': say(
    '补齐检验和留样；不合格的由质量负责人判定或按程序复检',
    'Complete tests and retained sample; what failed is rejected or re-tested by the procedure',
  ),
  'R-22': say(
    '换人复核；用校准期内的仪器重做；内控限度不得宽于法定',
    'Have another person review, repeat on calibrated instruments, tighten the internal limit',
  ),
  'R-23': say('等到保存期满，并由两人销毁', 'Wait until the term is over; two people destroy'),
  'R-24': say('先放行，或减少发运数量', 'Release first, or send less'),
  'R-25': say('复核各批重量，写明损耗或增重的原因', 'Weigh again; give the reason of loss or gain'),
  'R-26': say('停止流转，通知下游，按召回程序平衡数量', 'Stop the goods, tell downstream, balance the quantities'),
  'R-27': say('不要改原记录；另作更正并写明原因', 'Leave the record as it is; add a correction with its reason'),
  'R-28': say('未放行、不合格或召回的批次不要当合格品使用', 'Do not use the batch as if it were released'),
  'R-29': say('先取得对应证据，再作声称', 'Get the evidence first, then make the claim'),
  'R-30': say(
    '检查库房温湿度，补做养护，近效期先出',
    'Check the store’s climate, do the overdue check, send near-expiry goods first',
  ),
  'R-31': say('只查询本辖区的批次；个人信息不得公开', 'Look at your own region only; personal data stays sealed'),
};

function say(zh: string, en: string): Bilingual {
  return { zh, en };
}
