// The words that names of unnamed containers are made of: an adjective and a surname.
// Source: in the manner of moby internal/namesgenerator; the choice of words is this project's own.
// Not modelled: nothing known.

export const adjectives: readonly string[] = (
  'able agile amused ardent awake bold brave bright brisk calm candid careful charming cheerful clever cosmic curious daring ' +
  'dazzling deft diligent eager earnest elated elegant eloquent fearless festive focused frank friendly gallant gentle gifted ' +
  'glad graceful happy hardy hopeful humble inspired jolly jovial keen kind lively lucid loving merry mindful modest musing ' +
  'nimble noble patient peaceful playful pensive polite practical priceless quiet quirky radiant relaxed serene sharp sincere ' +
  'sleepy stoic sweet tender thirsty upbeat vibrant vigilant warm wise witty wonderful youthful zealous zen'
).split(' ');

export const surnames: readonly string[] = (
  'abbate adleman agnesi allen anning baran bassi bell benz blackwell boole booth bose boyd brahmagupta carson cartwright cerf ' +
  'chandrasekhar cohen cori curie daemen darwin davies diffie dijkstra driscoll dubinsky easley einstein elbakyan elion euler ' +
  'faraday feistel fermat feynman floyd franklin galileo galois gauss goldberg goodall gould haibt hamilton hawking heisenberg ' +
  'hellman herschel hofstadter hoover hopper hypatia jackson jang jemison johnson joliot kahn kalam keldysh kepler kilby knuth ' +
  'kowalevski lamarr lamport leakey leavitt lehmann lovelace lumiere mahavira maxwell mayer mccarthy mcclintock meitner mendel ' +
  'merkle metcalfe moore morse murdock nash neumann newton nightingale nobel noether northcutt noyce pare pascal perlman pike ' +
  'poincare postel ptolemy raman ride ritchie robinson rosalind saha sammet shannon shaw shirley sinoussi snyder spence stallman ' +
  'stonebraker swanson tesla tharp thompson torvalds tu turing varahamihira vaughan villani volhard wescoff wiles williams wing ' +
  'wozniak wright yalow yonath'
).split(' ');
