// A router between networks: a kernel that forwards, with nothing else on it.
// Source: RFC 1812; it answers for its own addresses and sends ICMP errors like any Linux host, since it is one.
// Not modelled: routing protocols; it knows the networks that it is connected to and routes that are given to it.
import type { Ip4 } from '../base/ip4.ts';
import type { NicDevice } from '../linux/devices/nic.ts';
import { Kernel, type KernelOptions } from '../linux/kernel.ts';

export class Router {
  readonly kernel: Kernel;

  constructor(options: KernelOptions) {
    this.kernel = new Kernel(options);
    this.kernel.rootNs.net.setSysctl('ipv4/ip_forward', '1');
  }

  get name(): string {
    return this.kernel.hostName;
  }

  /** Another interface, up, with an address if one is given. */
  addInterface(name: string, address?: { readonly local: Ip4; readonly prefixLength: number }): NicDevice {
    const nic = this.kernel.addNic(name);
    const { net } = this.kernel.rootNs;
    if (address !== undefined) net.addAddress(nic.ifindex, address.local, address.prefixLength);
    net.setLink(nic.ifindex, { up: true });
    return nic;
  }

  /** An address of the router itself, on lo. */
  addOwnAddress(local: Ip4, prefixLength: number): void {
    const { net, loopback } = this.kernel.rootNs;
    net.addAddress(loopback.ifindex, local, prefixLength);
  }
}
