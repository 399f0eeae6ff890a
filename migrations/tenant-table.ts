/**
 * What every table of one organisation's own rows has: forced row-level security (the owner is bound as well), the
 * tenant's policy for requests, and reading for the system's role. Rows of evidence are added and never changed, so
 * requests get neither update nor delete.
 */
export function tenantTable(table: string): string {
  return `
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy ${table}_tenant on ${table} to bencao_app
        using (organisation_id = (select app_tenant())) with check (organisation_id = (select app_tenant()));
      create policy ${table}_system on ${table} for select to bencao_system using (true);
      grant select, insert on ${table} to bencao_app;
      grant select on ${table} to bencao_system;`;
}
