//! `cargo xtask page`: builds `web/` into `web/dist`, which the program carries; and, for `cargo xtask test`, holds `web/dist` against its sources and
//! tries the page in a browser. In: Node with npm, Chromium for the browser; as root on Debian or Ubuntu what lacks is installed.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a chore runs programs and talks")]

use crate::{build, has, show};
use std::path::Path;
use std::process::Command;

const WEB: &str = "web";

/// Builds the page anew.
///
/// # Errors
/// Where Node is not there, or a type or the bundler complains.
pub fn run(_: &[String]) -> Result<(), String> {
    if let Some(lacks) = ready()? {
        return Err(lacks.into());
    }
    web("npm", &["run", "--silent", "check"])?;
    web("npm", &["run", "--silent", "build"])
}

/// What the page needs to be built and tried, made ready; or what lacks.
fn ready() -> Result<Option<&'static str>, String> {
    let there = has("node") && has("npm") || install(&["nodejs", "npm"]);
    if !there {
        return Ok(Some("no Node with npm here (version 20 or later)"));
    }
    if !Path::new(WEB).join("node_modules/esbuild").exists() {
        web("npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"])?;
    }
    Ok(None)
}

/// The command that tries the page in a browser; or what lacks.
///
/// # Errors
/// Where the page's types, its build, or the program fail.
pub fn browser() -> Result<Result<Command, &'static str>, String> {
    if let Some(lacks) = ready()? {
        return Ok(Err(lacks));
    }
    web("npm", &["run", "--silent", "check"])?;
    web("node", &["build.mjs", "--check"])?;
    let known = std::env::var_os("CHROMIUM").is_some() || has("chromium") || has("google-chrome");
    if !known && !install(&["chromium", "fonts-dejavu-core"]) {
        return Ok(Err(
            "no Chromium here to try the page in (Debian: `apt-get install chromium`); its types and build were checked",
        ));
    }
    let mut command = Command::new("node");
    command.current_dir(WEB).arg("test/run.mjs").arg(build("dev")?);
    Ok(Ok(command))
}

fn web(program: &str, args: &[&str]) -> Result<(), String> {
    show(Command::new(program).args(args).current_dir(WEB))
}

/// Installs packages where that is allowed: as root, with apt.
fn install(packages: &[&str]) -> bool {
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.starts_with(b"0\n"));
    if !root || !has("apt-get") {
        return false;
    }
    let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
    show(Command::new("apt-get").args(["update", "--quiet"])).is_ok()
        && show(Command::new("apt-get").args(install).args(packages)).is_ok()
}
