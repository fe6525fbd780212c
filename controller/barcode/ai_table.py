"""GS1 application identifiers, as data.

Source: GS1 General Specifications, chapter 3, and GS1 Barcode Syntax Dictionary, release 2026-01-27.
`controller/barcode/ai.py` reads the two tables and says what their words mean.
"""

ROWS = """
00        | SSCC                   | N18:check:gcp1         | key
01        | GTIN                   | N14:check:gcp1         | not=255,37 key=22,10,21|235
02        | CONTENT                | N14:check:gcp1         | not=01,03 needs=37
03        | MTO GTIN               | N14:check:gcp1         | not=01,02,37 path_only
10        | BATCH/LOT              | X..20                  | needs=01,02,03,8006,8026
11        | PROD DATE              | N6:date0               | needs=01,02,03,8006,8026
12        | DUE DATE               | N6:date0               | needs=8020
13        | PACK DATE              | N6:date0               | needs=01,02,03,8006,8026
15        | BEST BEFORE or BEST BY | N6:date0               | needs=01,02,03,8006,8026
16        | SELL BY                | N6:date0               | needs=01,02,03,8006,8026
17        | USE BY or EXPIRY       | N6:date0               | needs=01,02,03,255,8006,8026
20        | VARIANT                | N2                     | needs=01,02,8006,8026
21        | SERIAL                 | X..20                  | needs=01,03,8006 not=235 path_only
22        | CPV                    | X..20                  | needs=01 path_only
235       | TPX                    | X..28                  | needs=01 path_only
240       | ADDITIONAL ID          | X..30                  | needs=01,02,8006,8026
241       | CUST. PART No.         | X..30                  | needs=01,02,8006,8026
242       | MTO VARIANT            | N..6                   | needs=01,02,8006,8026
243       | PCN                    | X..20                  | needs=01
250       | SECONDARY SERIAL       | X..30                  | needs=01,8006 needs=21
251       | REF. TO SOURCE         | X..30                  | needs=01,8006
253       | GDTI                   | N13:check:gcp0 [X..17] | key
254       | GLN EXTENSION          | X..20                  | needs=414 path_only
255       | GCN                    | N13:check:gcp0 [N..12] | key not=01,02,415,8006,8020,8026
30        | VAR. COUNT             | N..8                   | needs=01,02
37        | COUNT                  | N..8                   | needs=00 needs=02,8026
3900-3909 | AMOUNT                 | N..15                  | needs=255,8020 not=390n,391n,394n,8111
3910-3919 | AMOUNT                 | N3:currency N..15      | needs=8020 not=391n
3920-3929 | PRICE                  | N..15                  | needs=01 needs=30,31nn,32nn,35nn,36nn not=392n,393n
3930-3939 | PRICE                  | N3:currency N..15      | needs=30,31nn,32nn,35nn,36nn not=393n
3940-3943 | PRCNT OFF              | N4                     | needs=255 not=394n,8111
3950-3955 | PRICE/UoM              | N6                     | needs=30,31nn,32nn,35nn,36nn not=392n,393n,395n,8005
400       | ORDER NUMBER           | X..30
401       | GINC                   | X..30:gcp0             | key
402       | GSIN                   | N17:check:gcp0         | key
403       | ROUTE                  | X..30                  | needs=00
410       | SHIP TO LOC            | N13:check:gcp0
411       | BILL TO                | N13:check:gcp0
412       | PURCHASE FROM          | N13:check:gcp0
413       | SHIP FOR LOC           | N13:check:gcp0
414       | LOC No.                | N13:check:gcp0         | key=254|7040
415       | PAY TO                 | N13:check:gcp0         | needs=8020 key=8020
416       | PROD/SERV LOC          | N13:check:gcp0
417       | PARTY                  | N13:check:gcp0         | key=7040
420       | SHIP TO POST           | X..20                  | not=421
421       | SHIP TO POST           | N3:country X..9        | not=4307
422       | ORIGIN                 | N3:country             | needs=01,02,8006,8026 not=426
423       | COUNTRY, FIRST PROCESS | N3:country [N3]:country*4 | needs=01,02 not=426
424       | COUNTRY, PROCESS       | N3:country             | needs=01,02 not=426
425       | COUNTRY, DISASSEMBLY   | N3:country [N3]:country*4 | needs=01,02 not=426
426       | COUNTRY, FULL PROCESS  | N3:country             | needs=01,02
427       | ORIGIN SUBDIVISION     | X..3                   | needs=01,02 needs=422
4300      | SHIP TO COMP           | X..35:percent          | needs=00
4301      | SHIP TO NAME           | X..35:percent          | needs=00
4302      | SHIP TO ADD1           | X..70:percent          | needs=00
4303      | SHIP TO ADD2           | X..70:percent          | needs=4302
4304      | SHIP TO SUB            | X..70:percent          | needs=00
4305      | SHIP TO LOC            | X..70:percent          | needs=00
4306      | SHIP TO REG            | X..70:percent          | needs=00
4307      | SHIP TO COUNTRY        | X2:country2            | needs=00
4308      | SHIP TO PHONE          | X..30                  | needs=00
4309      | SHIP TO GEO            | N10:latitude N10:longitude | needs=00
4310      | RTN TO COMP            | X..35:percent          | needs=00
4311      | RTN TO NAME            | X..35:percent          | needs=00
4312      | RTN TO ADD1            | X..70:percent          | needs=00
4313      | RTN TO ADD2            | X..70:percent          | needs=4312
4314      | RTN TO SUB             | X..70:percent          | needs=00
4315      | RTN TO LOC             | X..70:percent          | needs=00
4316      | RTN TO REG             | X..70:percent          | needs=00
4317      | RTN TO COUNTRY         | X2:country2            | needs=00
4318      | RTN TO POST            | X..20                  | needs=00
4319      | RTN TO PHONE           | X..30                  | needs=00
4320      | SRV DESCRIPTION        | X..35:percent          | needs=00
4321      | DANGEROUS GOODS        | N1:yesno               | needs=00
4322      | AUTH TO LEAVE          | N1:yesno               | needs=00
4323      | SIG REQUIRED           | N1:yesno               | needs=00
4324      | NOT BEF DEL DT         | N6:date0 N4:time99       | needs=00
4325      | NOT AFT DEL DT         | N6:date0 N4:time99       | needs=00
4326      | REL DATE               | N6:date6               | needs=00
4330      | MAX TEMP F.            | N6 [X1]:hyphen         | needs=00 not=4331
4331      | MAX TEMP C.            | N6 [X1]:hyphen         | needs=00 not=4330
4332      | MIN TEMP F.            | N6 [X1]:hyphen         | needs=00 not=4333
4333      | MIN TEMP C.            | N6 [X1]:hyphen         | needs=00 not=4332
7001      | NSN                    | N13                    | needs=01,02,8006,8026
7002      | MEAT CUT               | X..30                  | needs=01,02
7003      | EXPIRY TIME            | N6:date6 N4:time       | needs=01,02
7004      | ACTIVE POTENCY         | N..4                   | needs=01+10
7005      | CATCH AREA             | X..12                  | needs=01,02
7006      | FIRST FREEZE DATE      | N6:date6               | needs=01,02
7007      | HARVEST DATE           | N6:date6 [N6]:date6    | needs=01,02
7008      | AQUATIC SPECIES        | X..3                   | needs=01,02
7009      | FISHING GEAR TYPE      | X..10                  | needs=01,02
7010      | PROD METHOD            | X..2                   | needs=01,02
7011      | TEST BY DATE           | N6:date6 [N4]:time     | needs=01,02
7020      | REFURB LOT             | X..20                  | needs=01,8006 needs=416
7021      | FUNC STAT              | X..20                  | needs=01,8006
7022      | REV STAT               | X..20                  | needs=7021
7023      | GIAI, ASSEMBLY         | X..30:gcp0
7030-7039 | PROCESSOR              | N3:country999 X..27    | needs=01,02
7040      | UIC+EXT                | N1 X1 X1 X1:importer   | path_only
7041      | UFRGT UNIT TYPE        | X..4:package           | needs=00 path_only
710-717   | NATIONAL HEALTHCARE No. | X..20                  | needs=01
7230-7239 | CERT                   | X2 X..28               | needs=01,8004
7240      | PROTOCOL               | X..20                  | needs=01,8006
7241      | AIDC MEDIA TYPE        | N2:media               | needs=8017,8018
7242      | VCN                    | X..25                  | needs=8017,8018
7250      | DOB                    | N8:date8               | needs=8018 not=7251
7251      | DOB TIME               | N8:date8 N4:time       | needs=8018 not=7250
7252      | BIO SEX                | N1:sex                 | needs=8018
7253      | FAMILY NAME            | X..40:percent          | needs=8017,8018 not=7256,7259
7254      | GIVEN NAME             | X..40:percent          | needs=8017,8018 not=7256,7259
7255      | SUFFIX                 | X..10                  | needs=8017,8018 not=7256,7259
7256      | FULL NAME              | X..90:percent          | needs=8017,8018
7257      | PERSON ADDR            | X..70:percent          | needs=8018
7258      | BIRTH SEQUENCE         | X3:position            | needs=8018+7259
7259      | BABY                   | X..40:percent          | needs=8018 not=7256
8001      | DIMENSIONS             | N4:nonzero N5:nonzero N3:nonzero N1:winding N1 | needs=01
8002      | CMT No.                | X..20
8003      | GRAI                   | N1:zero N13:check:gcp0 [X..16] | key
8004      | GIAI                   | X..30:gcp0             | key=7040
8005      | PRICE PER UNIT         | N6                     | needs=01,02
8006      | ITIP                   | N14:check:gcp1 N4:piece | not=01,37 key=22,10,21
8007      | IBAN                   | X..34:iban             | needs=415
8008      | PROD TIME              | N6:date6 N2:hour [N2]:minute [N2]:second | needs=01,02
8009      | OPTSEN                 | X..50                  | needs=00,01
8010      | CPID                   | Y..30:gcp0             | key=8011
8011      | CPID SERIAL            | N..12:no_zero_first    | needs=8010 path_only
8012      | VERSION                | X..20                  | needs=01,8006
8013      | GMN                    | X..25:check2:gcp0      | key
8014      | MUDI                   | X..25:check2:gcp0:non_digit | needs=01 path_only
8017      | GSRN, PROVIDER         | N18:check:gcp0         | not=8018 key=8019
8018      | GSRN, RECIPIENT        | N18:check:gcp0         | not=8017 key=8019
8019      | SRIN                   | N..10                  | needs=8017,8018 path_only
8020      | REF No.                | X..25                  | needs=415 path_only
8026      | ITIP CONTENT           | N14:check:gcp1 N4:piece | needs=37 not=02,8006
8030      | DIGSIG                 | Z..90 | needs=00,01+21,253,255,8003,8004,8006+21,8010+8011,8017,8018
8040      | IMEI                   | N15                    | needs=01+21 path_only
8041      | IMEI2                  | N15                    | needs=01+21+8040 path_only
8042      | ESIM                   | N32                    | needs=01+21+8040 path_only
8043      | PSIM                   | N18 [N..2]             | needs=01+21+8040 path_only
8110      | COUPON WITH ITS TERMS  | X..70:coupon_8110
8111      | POINTS                 | N4                     | needs=255
8112      | COUPON, OFFER ONLINE   | X..70:coupon_8112
8200      | PRODUCT URL            | X..70                  | needs=01 path_only
90        | INTERNAL               | X..30
91-99     | INTERNAL               | X..90
"""
"""AI or range | data title | parts of the value | relations to other AIs."""

MEASURES = """
310 | kg      | 01,02 | NET WEIGHT
311 | m       | 01,02 | LENGTH
312 | m       | 01,02 | WIDTH
313 | m       | 01,02 | HEIGHT
314 | m²      | 01,02 | AREA
315 | l       | 01,02 | NET VOLUME
316 | m³      | 01,02 | NET VOLUME
320 | lb      | 01,02 | NET WEIGHT
321 | in      | 01,02 | LENGTH
322 | ft      | 01,02 | LENGTH
323 | yd      | 01,02 | LENGTH
324 | in      | 01,02 | WIDTH
325 | ft      | 01,02 | WIDTH
326 | yd      | 01,02 | WIDTH
327 | in      | 01,02 | HEIGHT
328 | ft      | 01,02 | HEIGHT
329 | yd      | 01,02 | HEIGHT
330 | kg      | 00,01 | GROSS WEIGHT
331 | m       | 00,01 | LENGTH
332 | m       | 00,01 | WIDTH
333 | m       | 00,01 | HEIGHT
334 | m²      | 00,01 | AREA
335 | l       | 00,01 | VOLUME
336 | m³      | 00,01 | VOLUME
337 | kg/m²   | 01 | KG PER m²
340 | lb      | 00,01 | GROSS WEIGHT
341 | in      | 00,01 | LENGTH
342 | ft      | 00,01 | LENGTH
343 | yd      | 00,01 | LENGTH
344 | in      | 00,01 | WIDTH
345 | ft      | 00,01 | WIDTH
346 | yd      | 00,01 | WIDTH
347 | in      | 00,01 | HEIGHT
348 | ft      | 00,01 | HEIGHT
349 | yd      | 00,01 | HEIGHT
350 | in²     | 01,02 | AREA
351 | ft²     | 01,02 | AREA
352 | yd²     | 01,02 | AREA
353 | in²     | 00,01 | AREA
354 | ft²     | 00,01 | AREA
355 | yd²     | 00,01 | AREA
356 | troy oz | 01,02 | NET WEIGHT
357 | fl oz   | 01,02 | NET VOLUME
360 | qt      | 01,02 | NET VOLUME
361 | gal     | 01,02 | NET VOLUME
362 | qt      | 00,01 | VOLUME
363 | gal     | 00,01 | VOLUME
364 | in³     | 01,02 | NET VOLUME
365 | ft³     | 01,02 | NET VOLUME
366 | yd³     | 01,02 | NET VOLUME
367 | in³     | 00,01 | VOLUME
368 | ft³     | 00,01 | VOLUME
369 | yd³     | 00,01 | VOLUME
"""
"""First three digits | unit | one of these AIs is needed | data title. The fourth digit is the number of decimals."""
