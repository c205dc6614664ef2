CREATE ROLE rdsadmin LOGIN; CREATE ROLE rds_superuser; CREATE ROLE cloudsqladmin LOGIN; CREATE ROLE cloudsqlsuperuser;
CREATE ROLE azuresu; CREATE ROLE azure_pg_admin; CREATE ROLE alloydbadmin;
CREATE ROLE doadmin LOGIN; CREATE ROLE doadmin_group; CREATE ROLE _doadmin_monitor; CREATE ROLE _dodb; CREATE DATABASE _dodb; CREATE ROLE avnadmin; CREATE ROLE _avnadmin_monitor;
CREATE ROLE neon_superuser; CREATE ROLE cloud_admin; CREATE ROLE supabase_admin; CREATE ROLE supabase_read_only_user;
CREATE ROLE dba IN ROLE rds_superuser;
