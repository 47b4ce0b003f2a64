// What LOG writes, and who may read it.

import { expect, it } from 'vitest';
import { LabDriver } from '../lab/driver.ts';

it('writes packets into the kernel’s log as the kernel does', () => {
  const driver = new LabDriver();
  driver.run('docker run -d --name c1 busybox sleep 1000');
  driver.run('iptables -I FORWARD -p icmp -j LOG --log-prefix "seen: "');
  driver.run('iptables -I OUTPUT -p tcp --dport 999 -j LOG --log-level 7');
  driver.run('docker exec c1 ping -c 1 -W 1 192.168.99.1');
  driver.run('curl -s -m 1 172.17.0.2:999');
  const log = driver.run('dmesg');
  const mac = '[0-9a-f]{2}(:[0-9a-f]{2}){11}:08:00';
  expect(log).toMatch(
    new RegExp(
      `\\[ +\\d+\\.\\d{6}\\] seen: IN=docker0 OUT=eth0 MAC=${mac} SRC=172.17.0.2 DST=192.168.99.1 LEN=84 TOS=0x00 PREC=0x00 TTL=63 ID=\\d+ DF PROTO=ICMP TYPE=8 CODE=0 ID=\\d+ SEQ=\\d+ `,
    ),
  );
  expect(log).toMatch(
    /\] IN= OUT=docker0 SRC=172\.17\.0\.1 DST=172\.17\.0\.2 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=\d+ DF PROTO=TCP SPT=\d+ DPT=999 WINDOW=64240 RES=0x00 SYN URGP=0 /,
  );
  expect(driver.run('docker exec c1 dmesg')).toContain('dmesg: klogctl: Operation not permitted');
});
