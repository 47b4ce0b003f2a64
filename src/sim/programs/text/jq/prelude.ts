// jq's functions that are written in jq.
// Source: jq 1.6 manual (what each function is defined to do).
// Not modelled: SQL-style operators, streaming, dates beyond todate and fromdate.

export const PRELUDE = `
def map(f): [.[] | f];
def select(f): if f then . else empty end;
def recurse(f): def r: ., (f | r); r;
def recurse(f; c): def r: ., (f | select(c) | r); r;
def recurse: recurse(.[]?);
def values: select(. != null);
def nulls: select(. == null);
def strings: select(type == "string");
def numbers: select(type == "number");
def booleans: select(type == "boolean");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type == "array" or type == "object");
def scalars: select(type != "array" and type != "object");
def to_entries: [keys_unsorted[] as $k | {key: $k, value: .[$k]}];
def from_entries: map({(if .key == null then .k // .name // .Name // .K // .Key
    elif .key == false then false else .key end
    | if type == "string" then . else tojson end):
    (if has("value") then .value elif has("v") then .v else .Value end)}) | add + {} // {};
def with_entries(f): to_entries | map(f) | from_entries;
def map_values(f): .[] |= f;
def add(f): reduce f as $x (null; . + $x);
def any: reduce .[] as $x (false; . or $x);
def all: reduce .[] as $x (true; . and $x);
def any(f): reduce (.[] | f) as $x (false; . or $x);
def all(f): reduce (.[] | f) as $x (true; . and $x);
def any(g; f): reduce (g | f) as $x (false; . or $x);
def all(g; f): reduce (g | f) as $x (true; . and $x);
def in(o): . as $k | o | has($k);
def inside(o): . as $v | o | contains($v);
def first: .[0];
def last: .[-1];
def last(f): reduce f as $x (null; $x);
def nth($n): .[$n];
def nth($n; f): last(_limit($n + 1; f));
def until(c; u): def r: if c then . else (u | r) end; r;
def while(c; u): def r: if c then ., (u | r) else empty end; r;
def repeat(f): def r: ., (f | r); r;
def range($x): range(0; $x);
def del(f): delpaths([path(f)]);
def paths: path(..) | select(length > 0);
def paths(f): path(.. | select(f)) | select(length > 0);
def leaf_paths: paths(scalars);
def join($s): reduce .[] as $x (null; (if . == null then "" else . + $s end) + ($x | if . == null then "" elif type == "string" then . else tojson end)) // "";
def flatten: flatten(1e9);
def sort_by(f): _by(map([f])) | map(.[0]);
def group_by(f): _by(map([f])) | _groups;
def unique_by(f): group_by(f) | map(.[0]);
def unique: unique_by(.);
def min_by(f): sort_by(f) | first;
def max_by(f): _by(map([f])) | if length == 0 then null else .[-1][0] end;
def min: min_by(.);
def max: max_by(.);
def sort: sort_by(.);
def ascii: [.] | implode;
def todate: strftime("%Y-%m-%dT%H:%M:%SZ");
def fromdateiso8601: fromdate;
def todateiso8601: todate;
def finites: select(isinfinite or isnan | not);
def match(re; flags): _match(re; flags; false) | .[];
def match(re): match(re; null);
def test(re; flags): _match(re; flags; true);
def test(re): test(re; null);
def capture(re; flags): match(re; flags) | [.captures | .[] | select(.name != null) | {key: .name, value: .string}] | from_entries;
def capture(re): capture(re; null);
def scan(re): match(re; "g") | if (.captures | length) > 0 then [.captures | .[] | .string] else .string end;
def split(re; flags): . as $s | [foreach ((match(re; flags + "g") | [.offset, .length]), null) as $m ([0, null]; if $m == null then [.[0], $s[.[0]:]] else [$m[0] + $m[1], $s[.[0]:$m[0]]] end; .[1])];
def splits(re; flags): split(re; flags) | .[];
def splits(re): splits(re; null);
def sub(re; f; flags): . as $s | [match(re; flags)] | reduce .[] as $m ({at: 0, out: ""}; .out += $s[.at:$m.offset] + ($m | [.captures | .[] | select(.name != null) | {key: .name, value: .string}] | from_entries | f) | .at = $m.offset + $m.length) | .out + $s[.at:];
def sub(re; f): sub(re; f; "");
def gsub(re; f; flags): sub(re; f; flags + "g");
def gsub(re; f): sub(re; f; "g");
def env: $ENV;
def halt_error: halt_error(5);
def todate(f): strftime(f);
def combinations: if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $w | [$x] + $w end;
def walk(f): def w: if type == "object" then map_values(w) elif type == "array" then map(w) else . end | f; w;
def index($i): indices($i) | .[0];
def rindex($i): indices($i) | .[-1:][0];
def input: [_limit(1; inputs)] | if length == 0 then error("No more inputs") else .[0] end;
def limit($n; f): if $n > 0 then _limit($n; f) else empty end;
.`;
