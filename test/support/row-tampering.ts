/** What a superuser may do to a row that an act wrote, and how verify-ledger must name it. */
export interface Tampering {
  what: string;
  table: string;
  sql: string;
  named: RegExp;
}

export const edited = (what: string, table: string, set: string, named: RegExp): Tampering => ({
  what: `${what} edited`,
  table,
  sql: `update ${table} set ${set}`,
  named,
});
export const deleted = (what: string, table: string, where: string, named: RegExp): Tampering => ({
  what: `${what} deleted`,
  table,
  sql: `delete from ${table} where ${where}`,
  named,
});
/** A copy of the first row with other values. */
export const inserted = (what: string, table: string, values: string, named: RegExp): Tampering => ({
  what: `${what} inserted`,
  table,
  sql: `insert into ${table} select (jsonb_populate_record(t, ${values})).* from ${table} t limit 1`,
  named,
});
export const NEW_ID = `jsonb_build_object('id', gen_random_uuid())`;

/** Findings, run steps, the directory, growers: whatever an act writes beside its own row. */
export const ROW_TAMPERINGS: readonly Tampering[] = [
  edited(
    'a recall’s class',
    'recall',
    `class = '三级' where not drill`,
    /oversight: recall_told\.class of .* is "三级"/,
  ),
  edited('who opened a recall', 'recall', `opened_by = id where not drill`, /recall_told\.opened_by of .* is not what/),
  edited(
    'a recall made a drill',
    'recall',
    `drill = true, fact_id = null where not drill`,
    /oversight: the row in recall_told/,
  ),
  edited(
    'the clock of a recall',
    'recall_step',
    `due_at = due_at + interval '1 day' where fact_id is not null and step = 'published'`,
    /recall_step_told\.due_at of/,
  ),
  edited(
    'a recall’s explanation',
    'recall_step',
    `reason = '无' where fact_id is not null and step = 'closed'`,
    /recall_step_told\.reason of/,
  ),
  edited('what a recall covered', 'recall_lot', `grams = grams + 1`, /recalls: recall .* covered 1 lots/),
  deleted('a notice', 'recall_notice', `true`, /recalls: recall .* told 1 holders by its fact, 0 by its notices/),
  edited(
    'what a holder destroyed',
    'recall_report',
    `destroyed = 4000 where fact_id is not null`,
    /recall_report_told\.destroyed of/,
  ),
  edited(
    'who saw it',
    'recall_report',
    `witness = '别人' where fact_id is not null`,
    /recall_report_told\.witness of .* is not what was sealed/,
  ),
  deleted(
    'an acknowledgement',
    'recall_acknowledgement',
    `fact_id is not null`,
    /the row in recall_acknowledgement_told/,
  ),
  edited('a case’s reason', 'regulator_case', `reason = '好奇'`, /oversight: regulator_case\.reason of/),
  deleted('a finding', 'finding', `rule_id = 'R-10'`, /rules: it tells of 1 findings R-10 block, kept are 0/),
  edited(
    'a finding’s level',
    'finding',
    `level = 'warn' where rule_id = 'R-10'`,
    /rules: it tells of 1 findings R-10 block, kept are 0/,
  ),
  edited(
    'a finding’s rule',
    'finding',
    `rule_id = 'R-11' where rule_id = 'R-10'`,
    /rules: it tells of 1 findings R-10 block/,
  ),
  edited(
    'a finding’s message',
    'finding',
    `message_zh = '无' where rule_id = 'R-10'`,
    /rules: a finding of it .* does not say what it said/,
  ),
  edited(
    'a finding’s English',
    'finding',
    `message_en = 'fine' where rule_id = 'R-10'`,
    /rules: a finding of it .* does not say/,
  ),
  edited(
    'the lots of a finding',
    'finding',
    `lots = '{}' where cardinality(lots) > 0`,
    /rules: a finding of it .* does not say/,
  ),
  edited(
    'whom a finding concerns',
    'finding',
    `concerns_id = gen_random_uuid()`,
    /rules: a finding of it .* does not say/,
  ),
  edited('what a finding is about', 'finding', `subject = 'harvest:none'`, /rules: a finding of it .* does not say/),
  edited('a finding’s salt', 'finding', `salt = null`, /rules: a finding of it .* does not say/),
  edited(
    'whose a finding is',
    'finding',
    `organisation_id = gen_random_uuid()`,
    /rules: finding .* stands with another organisation/,
  ),
  edited(
    'the day of a finding',
    'finding',
    `opened_at = opened_at - interval '1 day'`,
    /rules: finding .* was opened at .*, the fact was recorded at/,
  ),
  edited(
    'who opened a finding',
    'finding',
    `opened_by = gen_random_uuid()`,
    /rules: finding .* was not opened by the person sealed as actor/,
  ),
  edited(
    'a finding, to closed,',
    'finding',
    `closed_at = now(), closed_by = gen_random_uuid(), closed_reason = '误报'`,
    /rules: finding .* is closed, and no fact closed it/,
  ),
  inserted(
    'a second finding of an act',
    'finding',
    NEW_ID,
    /rules: it tells of 1 findings R-\d\d (block|warn), kept are 2/,
  ),
  {
    what: 'a finding of an act without findings inserted',
    table: 'finding',
    sql: `insert into finding select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'fact_id',
            (select id from fact where type = 'planting.base-registered' limit 1)))).* from finding t limit 1`,
    named: /rules: 1 findings R-\d\d (block|warn) are kept of it, it tells of none/,
  },
  {
    what: 'a finding on a fact that cannot have any inserted',
    table: 'finding',
    sql: `insert into finding select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'fact_id',
            (select id from fact where type = 'identity.person-appointed' limit 1)))).* from finding t limit 1`,
    named: /rules: 1 findings R-\d\d (block|warn) are kept of it, it tells of none/,
  },
  inserted(
    'a finding of no fact',
    'finding',
    `jsonb_build_object('id', gen_random_uuid(), 'fact_id', gen_random_uuid())`,
    /rules: finding .* was opened by a fact that does not exist/,
  ),

  deleted('a step of a run', 'run_step', `kind = '蒸'`, /processing: run_step of .* has 2 rows, the fact lists 3/),
  edited(
    'the heat of a step',
    'run_step',
    `parameters = parameters || '{"celsius":"60"}' where kind = '蒸'`,
    /processing: run_step\.parameters of .*, 1, is /,
  ),
  edited(
    'the kind of a step',
    'run_step',
    `kind = '煮' where kind = '蒸'`,
    /processing: run_step\.kind of .*, 1, is "煮", the fact says "蒸"/,
  ),
  edited(
    'the time of a step',
    'run_step',
    `started_at = started_at - interval '1 hour'`,
    /processing: run_step\.started_at of /,
  ),
  edited(
    'who worked at a step',
    'run_step',
    `parameters = parameters || '{"operator":"别人"}' where kind = '蒸'`,
    /processing: run_step\.parameters ->> 'operator' of .*, 1, is not what was sealed as operators/,
  ),
  inserted(
    'a step',
    'run_step',
    `jsonb_build_object('position', 9)`,
    /processing: run_step of .* has 4 rows, the fact lists 3/,
  ),
  inserted(
    'a step of no run',
    'run_step',
    `jsonb_build_object('run_id', gen_random_uuid())`,
    /processing: run_step has a row of .*, which is not in run/,
  ),
  edited('how late a run was entered', 'run', `entry = '{}'`, /processing: run\.entry of /),
  edited('the version a run was judged by', 'run', `reference = 'x'`, /processing: run\.reference of /),
  edited(
    'a number in the register of batches',
    'batch_number',
    `number = number || 'x'`,
    /batches: batch_number\.number of /,
  ),
  edited('the shelf life of a batch', 'batch', `shelf_life_months = 99`, /batches: batch\.shelf_life_months of /),
  edited('what a run drew', 'run_input', `grams = grams + 1`, /processing: run_input\.grams of /),
  edited(
    'what came of a run',
    'run_output',
    `by_product = not by_product, use = case when by_product then 'product' else 'waste' end`,
    /processing: run_output\.by_product of /,
  ),

  edited(
    'the name of an organisation',
    'organisation',
    `name = '别的合作社' where kind = 'cooperative'`,
    /identity: organisation .* is .*别的合作社.*, the facts tell something else/,
  ),
  edited(
    'the code of an organisation',
    'organisation',
    `credit_code = '91141002MA00000X4X' where kind = 'carrier'`,
    /identity: organisation .*, the facts tell something else/,
  ),
  edited(
    'an organisation of the demonstration, to real,',
    'organisation',
    `demonstration = false where kind = 'factory'`,
    /identity: organisation .*, the facts tell something else/,
  ),
  deleted(
    'an organisation',
    'organisation',
    `kind = 'hospital'`,
    /identity: the row in organisation that it tells of, .*, is gone/,
  ),
  inserted(
    'an organisation',
    'organisation',
    `jsonb_build_object('id', gen_random_uuid(), 'credit_code', '93141026MA00000X4X')`,
    /identity: no fact tells of organisation/,
  ),
  edited(
    'the name of a person',
    'person',
    `name = '别人' where login = 'clerk'`,
    /identity: the name of person .* is not what was sealed/,
  ),
  edited(
    'the name of a person renamed, to the old one,',
    'person',
    `name = '韩路远' where login = 'carrier'`,
    /identity: the name of person .* is not what was sealed/,
  ),
  edited(
    'the login of a person',
    'person',
    `login = 'kuaiji' where login = 'clerk'`,
    /identity: person\.login of .* is not what was sealed as login/,
  ),
  edited(
    'the role of a person',
    'person',
    `role = 'quality-head' where login = 'clerk'`,
    /identity: person .*quality-head.*, the facts tell something else/,
  ),
  edited(
    'the region of a regulator',
    'person',
    `region = '14' where login = 'regulator'`,
    /identity: person .*, the facts tell something else/,
  ),
  edited(
    'a disabled person, to one who may sign in,',
    'person',
    `disabled_at = null where login = 'carrier'`,
    /identity: person .*, the facts tell something else/,
  ),
  edited(
    'the organisation of a person',
    'person',
    `organisation_id = '019a0000-0000-7000-8000-000000000102' where login = 'quality'`,
    /identity: person .* stands with organisation/,
  ),
  deleted('a person', 'person', `login = 'trader'`, /identity: the row in person that it tells of, .*, is gone/),
  inserted(
    'a person',
    'person',
    `jsonb_build_object('id', gen_random_uuid(), 'login', 'intruder')`,
    /identity: no fact tells of person/,
  ),
  edited(
    'a revoked key, to a good one,',
    'api_key',
    `revoked_at = null`,
    /identity: api_key .*, the facts tell something else/,
  ),
  edited(
    'whose a key is',
    'api_key',
    `person_id = gen_random_uuid()`,
    /identity: api_key\.person_id of .* is not what was sealed as actor/,
  ),
  inserted(
    'a key',
    'api_key',
    `jsonb_build_object('id', gen_random_uuid(), 'key_hash', '\\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff')`,
    /identity: no fact tells of api_key/,
  ),

  edited(
    'the name of a grower',
    'grower',
    `name = name || '改'`,
    /planting: grower .* does not have the name that was sealed/,
  ),
  deleted('a grower', 'grower', `name = '农户 1'`, /planting: grower .* is gone/),
  inserted(
    'a grower',
    'grower',
    `jsonb_build_object('id', gen_random_uuid(), 'name', '影子农户')`,
    /planting: grower .* is named by no record/,
  ),
  edited(
    'whose a plot is',
    'plot',
    `grower_id = (select id from grower where name = '王秀英') where name = '地块 1'`,
    /planting: plot\.grower_id of .* is not what was sealed as grower\.id/,
  ),
  edited(
    'where a plot lies',
    'plot',
    `boundary = jsonb_set(boundary, '{coordinates,0,0,0}', '112.2') where name = '地块 1'`,
    /planting: plot\.boundary of .* is not what was sealed/,
  ),
  edited(
    'the area stated of a plot',
    'plot',
    `stated_mu = stated_mu + 1 where stated_mu is not null`,
    /planting: plot\.stated_mu of /,
  ),
  edited('the import a plot came with', 'plot', `import_id = null`, /planting: plot\.import_id of /),
  edited(
    'the file of an import',
    'plot_import',
    `file_sha256 = repeat('0', 64)`,
    /planting: plot_import\.file_sha256 of /,
  ),
  deleted('an import', 'plot_import', 'true', /planting: the row in plot_import that it tells of is gone/),
  edited('the hash of a photo', 'record_photo', `sha256 = repeat('0', 64)`, /planting: record_photo\.sha256 of /),
  edited(
    'what a photo is of',
    'record_photo',
    `record_id = gen_random_uuid()`,
    /planting: record_photo\.record_id of /,
  ),
  deleted('a photo', 'record_photo', 'true', /planting: the row in record_photo that it tells of is gone/),
  edited('a mark, to unmet,', 'checklist_mark', `met = false`, /planting: checklist_mark\.met of /),
  edited(
    'the note of a mark',
    'checklist_mark',
    `note = '无'`,
    /planting: checklist_mark\.note of .* is not what was sealed/,
  ),
  inserted('a mark', 'checklist_mark', NEW_ID, /planting: 2 rows in checklist_mark name it/),
  edited(
    'how long a training is good for',
    'training',
    `valid_until = '2099-01-01'`,
    /planting: training\.valid_until of /,
  ),
  edited(
    'who was at a training',
    'training_attendee',
    `name = '丙' where position = 1`,
    /planting: training_attendee\.name of .*, 1, is not what was sealed as attendees/,
  ),
  deleted(
    'somebody from a training',
    'training_attendee',
    'position = 0',
    /planting: training_attendee of .* has 1 rows, the fact lists 2/,
  ),
  edited('who is healthy', 'health_check', `name = '乙'`, /planting: health_check\.name of .* is not what was sealed/),
  edited(
    'whether somebody is healthy',
    'health_check',
    `fit = false`,
    /planting: health_check\.fit of .* is not what was sealed/,
  ),
  edited(
    'how long a certificate holds',
    'health_check',
    `valid_until = '2099-01-01'`,
    /planting: health_check\.valid_until of /,
  ),
  edited('the name of a base', 'base', `name = '别的基地'`, /planting: base\.name of /),
  edited('the township of a base', 'base', `division_code = '141026102'`, /planting: base\.division_code of /),
  deleted(
    'a plot of a planting',
    'planting_plot',
    `plot_id = (select max(plot_id::text)::uuid from planting_plot)`,
    /planting: planting_plot of .* rows, the fact lists/,
  ),
];
