// Numbers that are unique in a whole world: of devices, and of namespaces' inodes.
// Source: inode numbers of nsfs begin at PROC_DYNAMIC_FIRST, 0xF0000000 (fs/proc/generic.c).
// Not modelled: reuse of inode numbers.

const FIRST_INODE = 4_026_531_840; // 0xF0000000

export class Uids {
  #devices = 0;
  #inodes = FIRST_INODE;

  device(): number {
    return ++this.#devices;
  }

  inode(): number {
    return this.#inodes++;
  }
}
