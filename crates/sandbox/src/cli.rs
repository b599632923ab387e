//! The command line of the sandbox when it runs alone, and the help that tells a newcomer what is in it.

use std::{net::SocketAddr, path::PathBuf};

use clap::Parser;
use rescind_sandbox::{Era, MilvusKnobs, Options, Seed};

const CONTENTS: &str = "\
The demo seed:
  milvus   /v2/vectordb/…          root:Milvus; every other user has the password P@ssw0rd
           user_1 and alice hold read_only, which has Global * DescribeCollection in default by root
  zilliz   /zilliz/v2/vectordb/…   db_admin:Sandbox-1 or the API key zilliz-sandbox
           user_1 holds db_ro; db_ro, db_rw and db_admin are built in
  genauth  /api/v3/… and /genauth/api/v3/…
           access key sandbox-pool / sandbox-secret, by token or by signature; the user pool is sandbox-pool.
           sandbox-reader / sandbox-reader-secret may read only
           code1 in the namespace default is held by user 60b49eb83fd80adb96f26e68 and department
           6343bafc0190000889206c4c; employee by 120 people; 6437a1f2c0de4b0012ab34cd has another role code1
  mongodb  /managed-mongodb/v1/…, /operations/…, /iam/v1/tokens, /endpoints
           IAM token t1.sandbox, folder sandbox-folder; clusters shop, analytics and archive (stopped)
           alice of shop has readWrite on orders, mdbMonitor on admin, read and mdbDbAdmin on billing

Control, without a credential:
  GET    /healthz
  GET    /__sandbox/state                 everything, calls received, pending faults, and how many \"late\" calls
                                          are still to be carried out
  GET    /__sandbox/state/{connection}    the same, of the vendors only milvus, zilliz, mongodb or genauth
  POST   /__sandbox/reset                 {\"seed\":\"demo\",\"databases\":{\"milvus\":{\"db1\":[\"docs\"]}}}, all optional;
                                          \"genauth\" and \"mongodb\" take what the state shows under these keys
  POST   /__sandbox/faults                {\"path\":\"/v2/vectordb/users/*\",\"method\":\"POST\",\"times\":1,\"status\":502,
                                           \"headers\":{},\"body\":\"<html>…\",\"delay_ms\":0,\"cut\":\"before|after|body\",
                                           \"apply\":false}; only path must be there. A text body is sent as it is, as
                                          text/html unless headers say otherwise; any other body is sent as JSON.
                                          \"every\":20 lets each twentieth call meet the fault, after \"skip\":3 that
                                          are left alone. \"apply_after_ms\":5000 drops the connection, or answers status
                                          or body, and the vendor carries the call out 5 s later. \"stale_ms\":800
                                          answers reads from the state of 800 ms ago (60,000 at most).
                                          \"retry_after_date_s\":2 puts a date into Retry-After; other forms of it go
                                          into headers
  DELETE /__sandbox/faults[/{id}]         also lets the calls go on that it delays
  GET    /__sandbox/knobs
  POST   /__sandbox/knobs                 {\"milvus\":{\"era\":\"a\",\"role_limit\":10},\"genauth\":{\"departments\":false},
                                           \"mongodb\":{\"operation_ms\":5000,\"operation_end\":\"rollback\"}},
                                          merged into what is set. \"record_mutations\":true lists each changing call
                                          under \"mutations\" in the state, with its body, 200,000 at most";

/// Emulates the vendors, with state, seeds and faults.
#[derive(Debug, Parser)]
#[command(name = "rescind-sandbox", after_help = CONTENTS)]
pub(crate) struct Arguments {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8090")]
    pub(crate) listen: SocketAddr,
    /// What an empty store is filled with: demo, empty or large:N (the demo and N grants more)
    #[arg(long, default_value_t = Seed::Demo)]
    seed: Seed,
    /// Directory of sandbox.sqlite; without it nothing outlives the process
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Servers of Milvus to emulate: a (2.4, 2.5), b (2.6.5 to 2.6.18), c (2.6.19 and later), c3 (3.0)
    #[arg(long, default_value_t = Era::C)]
    milvus_era: Era,
    /// Milvus with authorization switched off
    #[arg(long)]
    milvus_no_authorization: bool,
    /// Milvus with rootShouldBindRole: even root needs a role
    #[arg(long)]
    milvus_root_should_bind_role: bool,
    /// Milvus without the v2 privilege endpoints, as before 2.4.17
    #[arg(long)]
    milvus_no_v2: bool,
    /// Milvus without the privilege group endpoints, as before 2.4.17
    #[arg(long)]
    milvus_no_groups: bool,
    /// Milvus without the database endpoints, as before 2.4.17
    #[arg(long)]
    milvus_no_databases: bool,
    /// Code of success: 0, or 200 before 2.4.3
    #[arg(long, default_value_t = 0, value_name = "CODE")]
    milvus_success_code: i32,
    /// Most roles that there may be, admin and public included; a real server has 10 [default: no limit]
    #[arg(long, value_name = "N")]
    milvus_role_limit: Option<u32>,
    /// Most users that there may be, root included; a real server has 100 [default: no limit]
    #[arg(long, value_name = "N")]
    milvus_user_limit: Option<u32>,
    /// Empty role names that users/describe lists besides, as servers up to 2.6.18 may
    #[arg(long, default_value_t = 0, value_name = "N")]
    milvus_ghost_role_names: usize,
}

impl Arguments {
    /// How the sandbox starts.
    pub(crate) fn options(&self) -> Options {
        Options { seed: self.seed, data: self.data.clone(), milvus_era: self.milvus_era }
    }

    /// How its Milvus is set up.
    pub(crate) fn knobs(&self) -> MilvusKnobs {
        MilvusKnobs {
            era: self.milvus_era,
            authorization: !self.milvus_no_authorization,
            root_should_bind_role: self.milvus_root_should_bind_role,
            privilege_v2: !self.milvus_no_v2,
            privilege_groups: !self.milvus_no_groups,
            databases: !self.milvus_no_databases,
            success_code: self.milvus_success_code,
            role_limit: self.milvus_role_limit,
            user_limit: self.milvus_user_limit,
            ghost_role_names: self.milvus_ghost_role_names,
            ..MilvusKnobs::default()
        }
    }
}
