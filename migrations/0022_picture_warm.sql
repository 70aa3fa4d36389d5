-- A program that starts reads the packed counts of the recovery picture once, so that the first reader need not wait for them.
-- What of it is a reader's is still asked of the database at every question (0014).
set role tamga_owner;
grant select on figures.chunk to tamga_keeper;
create policy warm on figures.chunk for select to tamga_keeper using (true);
reset role;
