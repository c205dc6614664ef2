CREATE ROLE ext_group; CREATE ROLE ext_member; CREATE ROLE app IN ROLE ext_group, pg_monitor; GRANT app TO ext_member;
