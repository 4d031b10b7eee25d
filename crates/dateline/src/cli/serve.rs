//! `dateline serve`: the page and its routes over a record, on this machine alone unless told otherwise.
//!
//! Each connection is a task that only moves bytes; whatever asks the record runs on a thread of its own, so many at a time.

mod answers;
mod ask;
mod assets;
mod guard;
mod reasons;
mod routes;
mod shop;

use super::Global;
use clap::Args;
use guard::Guard;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use shop::Shop;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// A client has so long to send the head of a request.
const HEAD: Duration = Duration::from_secs(10);
/// A connection lives no longer; a browser opens another.
const LIFE: Duration = Duration::from_secs(300);
/// Bytes of a request's head.
const HEAD_BYTES: usize = 16 << 10;
/// Headers of a request.
const HEADERS: usize = 64;
/// Connections at a time; more wait.
const CONNECTIONS: usize = 256;
/// The shortest token.
const TOKEN: usize = 16;

/// Options of the command.
#[derive(Debug, Args)]
pub struct Options {
    /// Where to listen; port 0 takes any that is free. An address that others can reach needs a token
    #[arg(long, default_value = "127.0.0.1:8380", value_name = "ADDRESS:PORT")]
    listen: String,
    /// A file with the token that browsers must bring (at least 16 letters, digits, - or _); or set DATELINE_TOKEN
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Another name by which browsers may call it (behind a proxy: the proxy's), with its port where it has one
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
}

pub fn run(global: &Global, options: &Options) -> Result<u8, String> {
    let address = address(&options.listen)?;
    let token = token(options)?;
    if !address.ip().is_loopback() && token.is_none() {
        return Err(format!(
            "{address} can be reached from other machines: give a token (--token-file FILE or DATELINE_TOKEN), or listen on 127.0.0.1"
        ));
    }
    drop(global.open()?);
    let shop = Arc::new(Shop::new(global)?);
    let listener = TcpListener::bind(address).map_err(|e| format!("{address}: {e}"))?;
    listener.set_nonblocking(true).map_err(|e| e.to_string())?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let guard = Guard::new(address, &options.host, token);
    if !global.quiet {
        eprintln!("{}: http://{address}/ (Ctrl-C ends)", global.record.display());
    }
    shop.clone().warm();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(shop::WORKERS + 2)
        .enable_all()
        .build()
        .map_err(|e| e.to_string())?;
    runtime.block_on(serve(listener, routes::router(shop, guard)))
}

async fn serve(listener: TcpListener, router: axum::Router) -> Result<u8, String> {
    let listener = tokio::net::TcpListener::from_std(listener).map_err(|e| e.to_string())?;
    let open = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = open.clone().acquire_owned().await else { return Ok(0) };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            // Out of file handles, or a client that went away: others are still to be served.
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Small answers are not to wait for one another.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new())
                .header_read_timeout(HEAD)
                .max_buf_size(HEAD_BYTES)
                .max_headers(HEADERS);
            let connection = http.serve_connection(TokioIo::new(stream), service);
            // Whoever reads or sends too slowly is left.
            let _ = tokio::time::timeout(LIFE, connection).await;
            drop(place);
        });
    }
}

/// `127.0.0.1:8380`, `localhost:0`, `[::1]:8380`.
fn address(listen: &str) -> Result<SocketAddr, String> {
    let wanted = || format!("--listen {listen}: an address and a port are wanted, as in 127.0.0.1:8380");
    listen.to_socket_addrs().map_err(|_| wanted())?.next().ok_or_else(wanted)
}

fn token(options: &Options) -> Result<Option<String>, String> {
    let (token, from) = match &options.token_file {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
            (text, path.display().to_string())
        }
        None => match std::env::var("DATELINE_TOKEN") {
            Ok(token) => (token, "DATELINE_TOKEN".to_owned()),
            Err(_) => return Ok(None),
        },
    };
    let token = token.trim();
    let fits =
        token.len() >= TOKEN && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    fits.then(|| Some(token.to_owned()))
        .ok_or_else(|| format!("{from}: a token of at least {TOKEN} letters, digits, - or _ is wanted"))
}
