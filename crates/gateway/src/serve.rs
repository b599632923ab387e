//! Starts and stops the gateway. [`Gateway::open`] acquires everything and reports what is wrong in one sentence;
//! [`Gateway::run`] serves until it is told to stop, and then lets the calls that are under way finish.

use std::fs::{DirBuilder, File, TryLockError};
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rescind_domain::Timestamp;
use rescind_sandbox::Seed;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::around::Around;
use crate::assets::Assets;
use crate::config::{self, Auth, Config};
use crate::connections::Connections;
use crate::door::Door;
use crate::environment::Environment;
use crate::error::Error;
use crate::events::{self, Hub, Streams};
use crate::hosts::Hosts;
use crate::journal::{Journal, Store};
use crate::metrics::Metrics;
use crate::observe::RequestIds;
use crate::reads::Readings;
use crate::runner::{self, Runner};
use crate::sandbox::Embedded;
use crate::serving;
use crate::session::{Attempts, CookieName, LoginToken, Sessions, SignIn, TokenUse};
use crate::start_error::StartError;
use crate::tls::{Acceptor, Scheme};
use crate::upstream::{Client, Pooling};

/// How a gateway is to be started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The directory of the built console.
    pub assets: PathBuf,
    /// The directory for journal and sandbox; made if there is none.
    pub data: PathBuf,
    /// Whom to ask.
    pub vendors: Vendors,
    /// A preset login token.
    pub token: Option<String>,
    /// Time and randomness.
    pub environment: Environment,
    /// Bounds of time and size.
    pub limits: Limits,
}

/// Whom the gateway asks.
#[derive(Clone, Debug)]
pub enum Vendors {
    /// The connections of a config file.
    Config(PathBuf),
    /// The embedded sandbox.
    Sandbox(Seed),
}

/// Bounds of time and size.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Until there is a connection to the vendor.
    pub connect: Duration,
    /// Until there is the whole answer to a call that reads.
    pub read: Duration,
    /// Until there is the whole answer to a call that changes something.
    pub mutation: Duration,
    /// How long requests that are under way may delay the end of the process.
    pub shutdown: Duration,
    /// How long, after that, calls that change something may delay it: it is to be longer than such a call can take.
    pub drain: Duration,
    /// Until there is the head of a request; an idle connection of a browser is closed after it, too.
    pub head: Duration,
    /// Until there is the body of a sign-in, for which anybody may ask.
    pub sign_in_body: Duration,
    /// How often a stream of events shows that it is there, and looks whether its session still is.
    pub event_beat: Duration,
    /// After how long a stream of events ends; the page opens another.
    pub event_stream: Duration,
    /// The longest pause between two reads of a vendor's state.
    pub pause: Duration,
    /// The largest answer of a vendor that is taken, in bytes.
    pub answer_body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(60),
            mutation: Duration::from_secs(10 * 60),
            shutdown: Duration::from_secs(30),
            drain: Duration::from_secs(10 * 60 + 30),
            head: Duration::from_secs(60),
            sign_in_body: Duration::from_secs(10),
            pause: Duration::from_secs(60),
            event_beat: Duration::from_secs(15),
            event_stream: Duration::from_secs(5 * 60),
            answer_body: 16 * 1024 * 1024,
        }
    }
}

/// A gateway that listens but does not answer yet.
pub struct Gateway {
    listener: Door,
    address: SocketAddr,
    app: Arc<App>,
    sandbox: Option<Embedded>,
    /// Held as long as the gateway runs: what is in flight is known to one process only.
    _data: File,
}

impl Gateway {
    /// Acquires everything that the gateway needs.
    ///
    /// # Errors
    /// Whatever keeps it from serving, as one sentence for people.
    pub async fn open(options: Options) -> Result<Self, StartError> {
        let Options { listen, assets, data, vendors, token, environment, limits } = options;
        let config = match &vendors {
            Vendors::Config(path) => Some(config::load(path)?),
            Vendors::Sandbox(_) => None,
        };
        let acceptor = acceptor(listen, config.as_ref())?;
        let (listener, address) = bind(listen).await?;
        let assets = Assets::read(&assets).map_err(|cause| StartError::Assets { path: assets, cause })?;
        let lock = data_directory(&data)?;
        let store = store(&data, environment.clock.now())?;
        let hub = Hub::new(store.newest().map_err(|error| journal_error(&data, &error))?);
        let store = store.with_listener(Arc::new(hub.clone()));
        let (config, sandbox) = match (config, vendors) {
            (Some(config), _) => (config, None),
            (None, Vendors::Sandbox(seed)) => {
                let sandbox = Embedded::start(seed, &data).await.map_err(StartError::Sandbox)?;
                (Config { connections: sandbox.connections(), ..Config::default() }, Some(sandbox))
            }
            (None, Vendors::Config(_)) => (Config::default(), None),
        };
        let Config { connections, auth, hosts, metrics_peers, session, tls: _ } = config;
        let scheme = if acceptor.is_some() { Scheme::Https } else { Scheme::Http };
        let connections = Connections::new(connections);
        let client = |pooling| {
            Client::new(pooling, &limits, &environment.names, connections.trusts())
                .map_err(|error| StartError::Client(error.to_string()))
        };
        let (mutations, reads) = (client(Pooling::OwnConnection)?, client(Pooling::Shared)?);
        let app = App {
            assets,
            attempts: Attempts::default(),
            readings: Readings::new(&connections),
            runner: Runner::new(&connections),
            connections,
            cookie: CookieName::new(scheme, address.port()),
            hosts: names(address, hosts)?,
            hub,
            journal: Journal::new(store),
            metrics: Metrics::new(Arc::clone(&environment.clock)),
            metrics_peers,
            mutations,
            reads,
            request_ids: RequestIds::new(environment.random.as_ref()).map_err(StartError::Random)?,
            scheme,
            sessions: Sessions::new(session),
            stopping: CancellationToken::new(),
            streams: Streams::default(),
            tasks: TaskTracker::new(),
            sign_in: match auth {
                Auth::Token(uses) => SignIn::Token(login_token(token, uses, &environment)?),
                Auth::Proxy(proxy) => SignIn::Proxy(proxy),
            },
            environment,
            limits,
        };
        Ok(Self { listener: Door::new(listener, address, acceptor), address, app: Arc::new(app), sandbox, _data: lock })
    }

    /// What its handlers share, for tests that need a hand inside.
    #[cfg(test)]
    pub(crate) fn app(&self) -> Arc<App> {
        Arc::clone(&self.app)
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The link to the console. With the token in it, which signs in, it is a secret.
    #[must_use]
    pub fn link(&self) -> String {
        let (scheme, port) = (self.app.scheme.as_str(), self.address.port());
        let address = match (self.app.scheme, self.app.hosts.first()) {
            // A certificate is for a name.
            (Scheme::Https, Some(host)) => format!("{scheme}://{host}:{port}/"),
            _ => format!("{scheme}://{}/", self.address),
        };
        match &self.app.sign_in {
            SignIn::Token(token) => format!("{address}#{}", token.fragment()),
            SignIn::Proxy(_) => address,
        }
    }

    /// Where the embedded sandbox listens.
    #[must_use]
    pub fn sandbox(&self) -> Option<SocketAddr> {
        self.sandbox.as_ref().map(|sandbox| sandbox.address)
    }

    /// Serves until `shutdown` ends; then takes nothing new. Reads may finish for a short time, and calls that change
    /// something until they have ended and what came of them is recorded.
    ///
    /// # Errors
    /// When the listener fails for good.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let Self { listener, app, sandbox, _data, .. } = self;
        let (tasks, limits) = (app.tasks.clone(), app.limits.clone());
        let stop = app.stopping.clone();
        let pump = tokio::spawn(events::pump(Arc::clone(&app)));
        if let Err(error) = runner::continue_all(&app).await {
            tracing::error!(error = %error.for_operators(), "what earlier runs left could not be taken up");
        }
        let runs = Arc::clone(&app);
        let serving = serving::serve(listener, Arc::new(Around::new(app)), limits.head, stop.clone());
        let serving = async {
            serving.await;
            tasks.close();
            tasks.wait().await;
            Ok(())
        };
        let stopped = stop.clone();
        let limited = async {
            shutdown.await;
            tracing::info!("stopping; requests that are under way may finish");
            stopped.cancel();
            runs.runner.stop();
            tokio::time::sleep(limits.shutdown).await;
            tasks.close();
            tokio::time::timeout(limits.drain, tasks.wait()).await
        };
        let result = tokio::select! {
            result = serving => result,
            drained = limited => {
                match drained {
                    Ok(()) => tracing::info!("stopped; requests that took too long were cut off"),
                    Err(_) => tracing::warn!("stopped while calls were under way; the journal shows them as lost"),
                }
                Ok(())
            }
        };
        stop.cancel();
        // It has ended by then, but for what it may be reading.
        let _ended = pump.await;
        if let Some(sandbox) = sandbox {
            sandbox.stop().await;
        }
        result
    }
}

/// What makes TLS connections, if the config asks for it; elsewhere than on loopback it must.
fn acceptor(listen: SocketAddr, config: Option<&Config>) -> Result<Option<Acceptor>, StartError> {
    match config.and_then(|config| config.tls.clone()) {
        Some(files) => Acceptor::open(files).map(Some).map_err(|problem| StartError::Tls(problem.to_string())),
        None if listen.ip().is_loopback() => Ok(None),
        None => Err(StartError::NotLoopback(listen)),
    }
}

/// The names by which browsers may call the gateway: those of the config, and its address where it has just one.
fn names(address: SocketAddr, mut hosts: Hosts) -> Result<Hosts, StartError> {
    let ip = address.ip().to_canonical();
    if ip.is_unspecified() {
        return hosts.first().is_some().then_some(hosts).ok_or(StartError::NoHosts(address));
    }
    if !ip.is_loopback() {
        hosts.add_address(ip);
    }
    Ok(hosts)
}

async fn bind(listen: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |cause: io::Error| match cause.kind() {
        io::ErrorKind::AddrInUse => StartError::PortInUse(listen),
        _ => StartError::Listen { address: listen, cause },
    };
    let listener = TcpListener::bind(listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// Makes the directory, for the user alone, and locks it.
fn data_directory(path: &Path) -> Result<File, StartError> {
    let failed = |cause| StartError::Data { path: path.to_owned(), cause };
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(failed)?;
    let lock = File::options().create(true).append(true).open(path.join("lock")).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StartError::DataInUse(path.to_owned())),
        Err(TryLockError::Error(cause)) => Err(failed(cause)),
    }
}

fn store(data: &Path, now: Timestamp) -> Result<Store, StartError> {
    let path = Store::path(data);
    Store::open(&path, now).map_err(|error| journal_error(data, &error))
}

fn journal_error(data: &Path, error: &Error) -> StartError {
    StartError::Journal { path: Store::path(data), cause: error.for_operators() }
}

fn login_token(preset: Option<String>, uses: TokenUse, environment: &Environment) -> Result<LoginToken, StartError> {
    match preset {
        Some(token) if token.is_empty() => Err(StartError::EmptyToken),
        Some(token) => Ok(LoginToken::new(token, uses)),
        None => LoginToken::random(environment.random.as_ref(), uses).map_err(StartError::Random),
    }
}
