-- Who changed the rule or register whose records are being gone through: null where no person did, but a command of the node.
set role tamga_owner;
alter table access.recomputation add column asked_by uuid;
alter table access.recomputation alter column asked_by set default access.actor();
comment on column access.recomputation.asked_by is 'The person in whose transaction it was asked for; null for a command of the node.';
reset role;
