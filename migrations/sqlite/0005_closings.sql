-- What came of decisions lately, newest first, and how many ended in which way.
create index decisions_closings on decisions (workspace, closed_at, closed_as, id) where closed_at is not null;
