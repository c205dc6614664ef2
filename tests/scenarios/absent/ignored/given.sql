CREATE ROLE ign_a; CREATE ROLE cloudsqladmin; CREATE DATABASE ign_b;
