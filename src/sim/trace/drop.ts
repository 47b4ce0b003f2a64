// Why packets end, in words, and what would have let them through.
// Source: the kernel's include/net/dropreason.h where a reason has a name there; the texts are ours.
// Not modelled: reasons of parts that are not simulated.
import type { DropReason } from './record.ts';

/** What to tell of a drop: what happened, and what to change so that it does not. */
export interface DropText {
  readonly words: string;
  readonly hint: string;
}

export const dropTexts: Readonly<Record<DropReason, DropText>> = {
  DEVICE_DOWN: { words: 'the device is down', hint: 'Set it up: ip link set DEVICE up' },
  NO_CARRIER: {
    words: 'the device has no carrier: nothing that is up is at its other end',
    hint: 'Set the other end up, or for a bridge attach a port that is up',
  },
  NOT_FOR_US: {
    words: 'the frame is for another machine',
    hint: 'Nothing to mend when it was flooded: only its addressee takes it',
  },
  MTU_EXCEEDED: {
    words: 'the packet is larger than the MTU of the device and must not be fragmented',
    hint: 'Send smaller packets, or raise the MTU along the way',
  },
  NO_ROUTE: { words: 'no route leads to the destination', hint: 'Add a route: ip route add NETWORK via GATEWAY' },
  BLACKHOLE: { words: 'a route forbids this destination', hint: 'Delete the blackhole, unreachable or prohibit route' },
  MARTIAN_SOURCE: {
    words: 'the source address cannot come from there: it is one of this machine itself',
    hint: 'Look for the same address on two machines',
  },
  FORWARDING_OFF: {
    words: 'the packet is for another machine and this one does not forward',
    hint: 'Turn forwarding on: sysctl -w net.ipv4.ip_forward=1',
  },
  TTL_EXPIRED: {
    words: 'its time to live ran out here',
    hint: 'Start with a larger TTL, or look for a routing loop',
  },
  NEIGH_FAILED: {
    words: 'nobody answered ARP for the next hop',
    hint: 'Is the address right, and is its owner up and on this network?',
  },
  NEIGH_QUEUE_FULL: {
    words: 'too many packets already wait for ARP',
    hint: 'Wait until the neighbour is resolved before sending more',
  },
  NO_SOCKET: { words: 'no program listens on that port', hint: 'Start the server, or mind the port number' },
  SOCKET_BUFFER_FULL: {
    words: 'the socket’s receive buffer is full',
    hint: 'The program reads too slowly or not at all',
  },
  UNKNOWN_PROTOCOL: {
    words: 'nothing here handles that protocol',
    hint: 'Nothing to mend: it is not for this machine',
  },
  PORT_NOT_FORWARDING: {
    words: 'the bridge port does not forward',
    hint: 'Set the bridge and the port up and see: bridge link',
  },
  SAME_PORT: {
    words: 'the destination is behind the port that the frame came from',
    hint: 'A bridge never sends a frame back unless the port is in hairpin mode',
  },
  NO_PORT: {
    words: 'the bridge has no other port that may take the frame',
    hint: 'Attach the destination to the bridge, or look for isolated ports: bridge -d link',
  },
  NO_FDB_ENTRY: {
    words: 'the tunnel knows no far end for that MAC address',
    hint: 'Add one: bridge fdb append MAC dev DEVICE dst ADDRESS',
  },
  UNKNOWN_VNI: {
    words: 'no device here has that network identifier (VNI)',
    hint: 'Give both ends of the tunnel the same one',
  },
  NO_NEIGHBOUR: {
    words: 'the tunnel answers ARP itself and does not know that address',
    hint: 'Add it: ip neigh add ADDRESS lladdr MAC dev DEVICE nud permanent',
  },
  ARP_SUPPRESSED: {
    words: 'the tunnel lets no ARP through',
    hint: 'Nothing to mend: it answers itself for the addresses that it knows',
  },
  FDB_MISMATCH: {
    words: 'its sender’s MAC address is known to be behind another far end',
    hint: 'Look for the same MAC address twice, or correct the entry: bridge fdb show',
  },
  IPVS: { words: 'the virtual service has no destination for it', hint: 'Add one: ipvsadm -a; see ipvsadm -L -n' },
  XFRM_NO_STATE: {
    words: 'no security association has its index (SPI)',
    hint: 'Give both ends the same keys: ip xfrm state',
  },
  XFRM_REPLAY: {
    words: 'its sequence number was seen before, or is too old',
    hint: 'Nothing to mend: replays are refused',
  },
  XFRM_ICV: {
    words: 'its integrity check fails: another key, or changed on the way',
    hint: 'Give both ends the same keys: ip xfrm state',
  },
  XFRM_POLICY: {
    words: 'an IPsec policy demands that it be encrypted, and it cannot be or was not',
    hint: 'See ip xfrm policy and ip xfrm state',
  },
  NETFILTER: { words: 'a filter rule dropped it', hint: 'See which: iptables -L -v -n' },
  NO_VLAN: {
    words: 'its VLAN is not allowed on that port',
    hint: 'Allow the VLAN on the port, or put the sender into another one',
  },
  CABLE_LOSS: { words: 'the cable lost it', hint: 'Set the loss of the cable to 0' },
  CABLE_QUEUE: { words: 'too many frames waited for the cable', hint: 'Send less, or give the cable a higher rate' },
  CABLE_MTU: { words: 'the frame is larger than the cable carries', hint: 'Lower the MTU of the devices at its ends' },
  BLOCKED: { words: 'what it is for is blocked between these two machines', hint: 'Lift the block' },
  PARTITIONED: { words: 'the network is parted, and its addressee is on the other side', hint: 'Heal the partition' },
  NETNS_GONE: {
    words: 'the network namespace ended while the packet was on its way',
    hint: 'The container was stopped; start it again',
  },
  FRAG_REASM_TIMEOUT: {
    words: 'the other fragments of its packet did not come in time',
    hint: 'Find where the others ended, or send packets that need not be cut',
  },
  LISTEN_OVERFLOW: {
    words: 'too many connections already wait to be accepted',
    hint: 'The program must accept them faster',
  },
  RP_FILTER: {
    words: 'answers to its source would take another way (reverse path filter)',
    hint: 'Mend the route back, or loosen rp_filter',
  },
};
