-- Signing in: tickets between its steps, failures by address, and what may be there only once.
set role tamga_owner;

alter table access.sign_in_failure add column address text;
create index sign_in_failure_address on access.sign_in_failure (address, at);
create index sign_in_failure_old on access.sign_in_failure (at);

create table access.sign_in_ticket (
  id uuid primary key,
  token_hash bytea not null unique,
  kind text not null check (kind in ('second-factor','passkey','passkey-registration','oidc')),
  person_id uuid references access.person(id),
  data jsonb not null default '{}',
  attempts int not null default 0,
  expires_at timestamptz not null
);
create index sign_in_ticket_old on access.sign_in_ticket (expires_at);
comment on table access.sign_in_ticket is
  'What joins the steps of one sign-in or one passkey registration (challenge, state, nonce). Minutes old, used once; in the database so that any program of the node can take the next step.';

-- One password each; a passkey belongs to one person.
create unique index credential_one_password on access.credential (person_id) where kind = 'password';
create unique index credential_one_setup on access.credential ((secret->>'hash')) where kind = 'setup';
create unique index credential_one_passkey on access.credential ((secret->>'id')) where kind = 'passkey';

alter table access.sign_in_ticket enable row level security;
alter table access.sign_in_ticket force row level security;
create policy backup on access.sign_in_ticket for select to tamga_backup using (true);
grant select on access.sign_in_ticket to tamga_backup;
create policy owner on access.sign_in_ticket to tamga_owner using (true) with check (true);
revoke all on access.sign_in_ticket from public;
grant select, insert, update, delete on access.sign_in_ticket to tamga_keeper;
create policy keep on access.sign_in_ticket to tamga_keeper using (true) with check (true);

reset role;
