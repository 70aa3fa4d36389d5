-- The record of everything done: append-only, sequenced into a Merkle tree, signed (docs/journal-format.md).
set role tamga_owner;

create table journal.entry (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  at timestamptz not null default clock_timestamp(),
  actor uuid,
  institution text,
  purpose text,
  verb text not null,
  kind text,
  record uuid,
  outcome text not null check (outcome in ('done','refused')),
  commitment bytea
);
create index entry_record on journal.entry (record, seq) where record is not null;
create index entry_actor on journal.entry (actor, seq);
create index entry_at on journal.entry (at);
comment on table journal.entry is 'One row for each thing done or refused. Never personal content: only a salted commitment to it.';

create table journal.payload (
  entry_id uuid primary key references journal.entry(id),
  salt bytea,
  content jsonb,
  erased_at timestamptz
);
comment on table journal.payload is 'What an entry commits to. Erasing takes content and salt together – without the salt nobody can guess at the commitment – and leaves the proof whole (Directive (EU) 2016/680 art. 5, 16 and 25).';

create table journal.pending (seq bigint primary key, entry_id uuid not null);
comment on table journal.pending is 'Entries committed and not yet sequenced; emptied within a second.';

create table journal.leaf (
  position bigint primary key,
  entry_id uuid not null unique references journal.entry(id),
  hash bytea not null
);
create table journal.checkpoint (
  size bigint primary key,
  root bytea not null,
  note text not null,
  at timestamptz not null default now()
);
create table journal.frontier (
  one boolean primary key default true check (one),
  size bigint not null,
  hashes bytea[] not null
);
insert into journal.frontier (size, hashes) values (0, '{}');

create function journal.queue_entry() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$ begin insert into journal.pending (seq, entry_id) values (new.seq, new.id); return new; end $$;
create trigger queue_entry after insert on journal.entry for each row execute function journal.queue_entry();

-- Nobody rewrites the past through SQL; who disables this trigger as a superuser is found by the checkpoints.
create function journal.refuse_change() returns trigger language plpgsql set search_path = pg_catalog as
$$ begin raise exception 'the journal is append-only' using errcode = '42501'; end $$;
create trigger append_only before update or delete on journal.entry for each row execute function journal.refuse_change();
create trigger append_only before update or delete on journal.leaf for each row execute function journal.refuse_change();
create trigger append_only before update or delete on journal.checkpoint for each row execute function journal.refuse_change();
create trigger append_only_whole before truncate on journal.entry for each statement execute function journal.refuse_change();
create trigger append_only_whole before truncate on journal.leaf for each statement execute function journal.refuse_change();
create trigger append_only_whole before truncate on journal.checkpoint for each statement execute function journal.refuse_change();

-- Content of a payload may be erased, and nothing else about it may change.
create function journal.only_erase() returns trigger language plpgsql set search_path = pg_catalog as
$$
begin
  if tg_op = 'DELETE' or new.content is not null or new.entry_id <> old.entry_id then
    raise exception 'a journal payload can only be erased' using errcode = '42501';
  end if;
  new.salt := null;
  new.erased_at := now();
  return new;
end $$;
create trigger only_erase before update or delete on journal.payload for each row execute function journal.only_erase();

reset role;
