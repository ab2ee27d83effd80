-- Every type and its awkward values, a table each.
SET NAMES utf8mb4;
SET sql_mode='';
CREATE TABLE numbers (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, a bigint unsigned, b bigint, c int unsigned, d mediumint unsigned, e tinyint unsigned, f tinyint(1), g decimal(65,30), h float, i double, j bit(1), k bit(8), l bit(64), m int(6) zerofill) AUTO_INCREMENT=1000;
INSERT INTO numbers VALUES (1000,18446744073709551615,-9223372036854775808,4294967295,16777215,255,1,12345678901234567890123456789012345.123456789012345678901234567891,3.5,1.5e15,b'1',b'10101010',b'1111111111111111111111111111111111111111111111111111111111111111',42),
 (1001,0,0,0,0,0,2,-0.000000000000000000000000000001,-0.5,-0.25,b'0',b'0',b'1',0),(1002,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE tiny_wide (id int PRIMARY KEY, t1 tinyint(1) NOT NULL); INSERT INTO tiny_wide VALUES (1,0),(2,1),(3,7),(4,-1);
CREATE TABLE times (id int PRIMARY KEY, d date NOT NULL DEFAULT '0000-00-00', dt datetime NOT NULL DEFAULT '0000-00-00 00:00:00', dt6 datetime(6), ts timestamp NULL, ts2 timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, t time, t6 time(6), y year);
INSERT INTO times VALUES (1,'0000-00-00','0000-00-00 00:00:00','2024-02-29 23:59:59.999999','1970-01-01 00:00:01','2038-01-19 03:14:07','23:59:59','12:34:56.789012',2155),
 (2,'2024-01-01','1000-01-01 00:00:00','9999-12-31 23:59:59.999999',NULL,'2024-06-01 00:00:00','00:00:00','00:00:00.000001',1901);
CREATE TABLE times_partial (id int PRIMARY KEY, d date); INSERT INTO times_partial VALUES (1,'2024-00-00'),(2,'2024-05-00');
CREATE TABLE times_wide (id int PRIMARY KEY, t time); INSERT INTO times_wide VALUES (1,'838:59:59'),(2,'-838:59:59'),(3,'25:00:00');
CREATE TABLE year_zero (id int PRIMARY KEY, y year); INSERT INTO year_zero VALUES (1,0000),(2,2024);
CREATE TABLE strings (id int PRIMARY KEY, c char(10), v varchar(50), l varchar(50) CHARACTER SET latin1, x text, e enum('','a','it''s','b,c'), s set('x','y','z'));
INSERT INTO strings VALUES (1,'pad','trail  ',CONVERT(0xE9E8DF80 USING latin1),'emoji 😀 \t tab \n nl \\ bs \' q "',  'it''s','x,z'),(2,'','','','','',''),(3,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE enum_zero (id int PRIMARY KEY, e enum('a','b') NOT NULL); INSERT INTO enum_zero VALUES (1,'bogus'),(2,'a');
CREATE TABLE nul_text (id int PRIMARY KEY, x text); INSERT INTO nul_text VALUES (1,CONCAT('a',CHAR(0),'b')),(2,'ok');
CREATE TABLE double_enc (id int PRIMARY KEY, v varchar(50) CHARACTER SET latin1); INSERT INTO double_enc VALUES (1,CONVERT(0xC3A9 USING latin1)),(2,CONVERT(0x81 USING latin1));
CREATE TABLE bins (id int PRIMARY KEY, b binary(16), vb varbinary(64), bl blob, lb longblob); INSERT INTO bins VALUES (1,UNHEX('00112233445566778899AABBCCDDEEFF'),UNHEX('00FF0A0D5C27'),UNHEX('00'),''),(2,NULL,NULL,NULL,NULL);
CREATE TABLE jsons (id int PRIMARY KEY, j json); INSERT INTO jsons VALUES (1,'{"b":1,"a":12345678901234567890,"a":2,"u":"\\u0000x"}'),(2,'[1.0, 1e3, null]'),(3,NULL);
CREATE TABLE geo (id int PRIMARY KEY, p point, g geometry); INSERT INTO geo VALUES (1,ST_PointFromText('POINT(1.5 2.5)'),ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 0))'));
CREATE TABLE maria (id int PRIMARY KEY, u uuid, i inet6); INSERT INTO maria VALUES (1,'123e4567-e89b-12d3-a456-426655440000','2001:db8::1');
CREATE TABLE gen (id int PRIMARY KEY, a int, v int AS (a*2) VIRTUAL, s varchar(20) AS (CONCAT('n',a)) STORED, KEY (s)); INSERT INTO gen (id,a) VALUES (1,1),(2,NULL);
CREATE TABLE defaults (id int PRIMARY KEY, a varchar(20) NOT NULL DEFAULT 'it''s', b int DEFAULT 5, c datetime DEFAULT CURRENT_TIMESTAMP, d varchar(40) DEFAULT (UUID()), e int CHECK (e > 0), f text DEFAULT 'long'); INSERT INTO defaults (id,e) VALUES (1,1);
CREATE TABLE no_pk (a int, b varchar(10)); INSERT INTO no_pk VALUES (1,'x'),(1,'x'),(NULL,NULL);
CREATE TABLE empty_table (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, v text) AUTO_INCREMENT=77;
CREATE TABLE `MixedCase` (`Id` int PRIMARY KEY, `order` int, `with space` varchar(10), `ünï` int, `camelCase` int, KEY `Some-Index` (`order`)); INSERT INTO `MixedCase` VALUES (1,2,'x',3,4);
CREATE TABLE part (id int NOT NULL, y int NOT NULL, v varchar(10), PRIMARY KEY (id,y)) PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN (2000), PARTITION p1 VALUES LESS THAN (2020), PARTITION pm VALUES LESS THAN MAXVALUE); INSERT INTO part VALUES (1,1999,'a'),(2,2010,'b'),(3,2030,'c');
CREATE TABLE ft (id int PRIMARY KEY, t text, FULLTEXT KEY t_ft (t), KEY t_pre (t(20)), UNIQUE KEY ci (id,t(10))); INSERT INTO ft VALUES (1,'hello world');
CREATE TABLE ci (v varchar(20) NOT NULL, UNIQUE KEY (v)) COLLATE utf8mb4_general_ci; INSERT INTO ci VALUES ('Straße'),('abc');
CREATE TABLE parent (id bigint unsigned PRIMARY KEY AUTO_INCREMENT, self_id bigint unsigned, FOREIGN KEY (self_id) REFERENCES parent(id) ON DELETE SET NULL ON UPDATE CASCADE); INSERT INTO parent VALUES (1,NULL),(2,1);
CREATE TABLE auto_zero (id int AUTO_INCREMENT PRIMARY KEY, v int); SET sql_mode='NO_AUTO_VALUE_ON_ZERO'; INSERT INTO auto_zero VALUES (0,1),(5,2); SET sql_mode='';
CREATE TABLE inv (id int PRIMARY KEY, a int INVISIBLE); INSERT INTO inv (id,a) VALUES (1,9);
CREATE TABLE sysver (id int PRIMARY KEY, v int) WITH SYSTEM VERSIONING; INSERT INTO sysver VALUES (1,1); UPDATE sysver SET v=2;
CREATE SEQUENCE seq1 START WITH 100 INCREMENT BY 5; SELECT NEXTVAL(seq1);
CREATE VIEW v1 AS SELECT id,v FROM parent JOIN (SELECT 1 AS v) x; CREATE VIEW v_on_v AS SELECT * FROM v1;
DELIMITER //
CREATE DEFINER='ghost'@'%' FUNCTION f1(x INT) RETURNS INT DETERMINISTIC RETURN x+1//
CREATE PROCEDURE p1() BEGIN SELECT 'semi;colon' AS s; END//
CREATE TRIGGER tr1 BEFORE INSERT ON no_pk FOR EACH ROW SET NEW.b = UPPER(NEW.b)//
CREATE TRIGGER tr2 BEFORE INSERT ON no_pk FOR EACH ROW FOLLOWS tr1 SET NEW.a = NEW.a//
CREATE EVENT ev1 ON SCHEDULE EVERY 1 HOUR STARTS '2030-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE DO DELETE FROM no_pk//
DELIMITER ;
