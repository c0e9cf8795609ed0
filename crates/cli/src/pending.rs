use korridor_flow::*;
pub struct Path {
    pub units: u64,
    pub hops: Vec<(ArcId, u32)>,
}
pub fn paths(_: &Problem, _: &FlowOverTime) -> Vec<Path> {
    vec![]
}
pub fn estimate_bytes(p: &Problem) -> u64 {
    u64::from(p.horizon) * (p.arcs.len() as u64 * 4 + 8)
}
pub fn to_json(_: &Problem, _: &Solution) -> String {
    String::from("{}\n")
}
pub struct Claimed {
    pub horizon: u32,
    pub problem_hash: [u8; 32],
    pub flow: FlowOverTime,
    pub certificate: Certificate,
}
pub fn from_json(_: &[u8]) -> Result<Claimed, String> {
    Err("not yet".into())
}
pub fn problem_hash(_: &Problem) -> [u8; 32] {
    [0; 32]
}
