/** Evidence is added to and never changed, whoever asks: the triggers fire for the owner too, and during replication. */
export function appendOnly(table: string): string {
  return `
      create trigger ${table}_is_never_changed before update or delete on ${table}
        for each row execute function refuse_change();
      create trigger ${table}_is_never_emptied before truncate on ${table}
        for each statement execute function refuse_change();
      alter table ${table} enable always trigger ${table}_is_never_changed;
      alter table ${table} enable always trigger ${table}_is_never_emptied;`;
}
