//! Routes: addresses to answers. Every request passes the guard; what asks the record does so on a thread of its own, within limits of time and size.

use super::answers::{self, ROUTES};
use super::ask::Ask;
use super::assets;
use super::guard::{Guard, seal};
use super::shop::{Answer, Refusal, Shop, WORKERS};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// The longest question in a body (bytes).
const BODY: usize = 64 << 10;
/// A request is answered, or given up, within.
const PATIENCE: Duration = Duration::from_secs(45);
/// Queries in SQL at a time, so that lists find a thread while they run.
const QUERIES: usize = 2;

struct House {
    shop: Arc<Shop>,
    guard: Guard,
    workers: Semaphore,
    queries: Semaphore,
}

type Shared = State<Arc<House>>;

/// All there is.
pub fn router(shop: Arc<Shop>, guard: Guard) -> Router {
    let house =
        Arc::new(House { shop, guard, workers: Semaphore::new(WORKERS), queries: Semaphore::new(QUERIES) });
    Router::new()
        .route("/", get(|headers: HeaderMap| async move { assets::file("", &headers) }))
        .route(
            "/{file}",
            get(|Path(name): Path<String>, headers: HeaderMap| async move { assets::file(&name, &headers) }),
        )
        .route("/api/sql", post(sql))
        .route("/api/{*path}", get(api))
        .fallback(|| async { (StatusCode::NOT_FOUND, "there is no such page\n") })
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn_with_state(house.clone(), admit))
        .with_state(house)
}

/// Who may pass, does, in time; every answer is sealed.
async fn admit(State(house): Shared, request: Request, next: Next) -> Response {
    let mut response = match house.guard.check(request.method(), request.headers()) {
        Err((status, why)) => (status, format!("{why}\n")).into_response(),
        Ok(()) if !house.guard.knows(request.headers()) => stranger(&house.guard, request.uri()).await,
        Ok(()) => match tokio::time::timeout(PATIENCE, next.run(request)).await {
            Ok(response) => response,
            Err(_) => (StatusCode::REQUEST_TIMEOUT, "the request took too long\n").into_response(),
        },
    };
    seal(response.headers_mut());
    response
}

/// Who comes with the token in the address gets it as a cookie, and the address without it.
async fn stranger(guard: &Guard, uri: &Uri) -> Response {
    let pairs =
        Query::<Vec<(String, String)>>::try_from_uri(uri).map(|Query(pairs)| pairs).unwrap_or_default();
    let brought = pairs.iter().find(|(name, _)| name == "token");
    if let Some(cookie) = brought.and_then(|(_, token)| guard.welcome(token)) {
        return (StatusCode::SEE_OTHER, [(header::SET_COOKIE, cookie), (header::LOCATION, "/".to_owned())])
            .into_response();
    }
    if brought.is_some() {
        // Who guesses waits.
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let told =
        "a token is wanted: open the address with ?token=... once, or send Authorization: Bearer ...\n";
    (StatusCode::UNAUTHORIZED, told).into_response()
}

async fn api(State(house): Shared, Path(path): Path<String>, uri: Uri) -> Response {
    let words = uri.to_string();
    let stamp = match house.shop.stamp() {
        Ok(stamp) => stamp,
        Err(refusal) => return refused(&refusal),
    };
    if let Some(answer) = house.shop.known(&words, &stamp) {
        return sent(answer);
    }
    let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(&uri) else {
        return refused(&Refusal::Question("the address cannot be read".into()));
    };
    let Ok(_place) = house.workers.acquire().await else { return closed() };
    let shop = house.shop.clone();
    let done = tokio::task::spawn_blocking(move || {
        let (name, id) = path.split_once('/').unwrap_or((&path, ""));
        let route = ROUTES.iter().find(|route| route.name == name && route.of_one != id.is_empty());
        let route = route.ok_or_else(|| Refusal::Unknown(format!("nothing answers to /api/{path}")))?;
        let ask = Ask::read(pairs, route.knows)?;
        let answer = shop.with(|record| (route.answer)(&shop, record, &ask, id))?;
        shop.keep(words, stamp, &answer);
        Ok(answer)
    });
    finished(done.await)
}

async fn sql(State(house): Shared, headers: HeaderMap, body: Bytes) -> Response {
    // A form of another site cannot send this type without asking first, and is then refused.
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/json") {
        return refused(&Refusal::Question(
            "content-type: application/json is wanted, and {\"query\": \"SELECT ...\"}".into(),
        ));
    }
    let query = serde_json::from_slice::<Value>(&body)
        .ok()
        .and_then(|body| Some(body.get("query")?.as_str()?.to_owned()));
    let Some(query) = query else {
        return refused(&Refusal::Question("{\"query\": \"SELECT ...\"} is wanted".into()));
    };
    let Ok(_place) = house.queries.acquire().await else { return closed() };
    let shop = house.shop.clone();
    finished(tokio::task::spawn_blocking(move || shop.with(|record| answers::sql(record, &query))).await)
}

fn closed() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, "the server is closing\n").into_response()
}

fn finished(done: Result<Result<Answer, Refusal>, tokio::task::JoinError>) -> Response {
    match done {
        Ok(Ok(answer)) => sent(answer),
        Ok(Err(refusal)) => refused(&refusal),
        Err(_) => refused(&Refusal::Failed(
            "the question could not be answered: this is a fault of the program".into(),
        )),
    }
}

fn sent(answer: Answer) -> Response {
    ([(header::CONTENT_TYPE, answer.kind)], answer.body).into_response()
}

fn refused(refusal: &Refusal) -> Response {
    let (status, message) = match refusal {
        Refusal::Question(message) => (StatusCode::BAD_REQUEST, message),
        Refusal::Unknown(message) => (StatusCode::NOT_FOUND, message),
        Refusal::Gone(message) => (StatusCode::GONE, message),
        Refusal::Failed(message) => (StatusCode::INTERNAL_SERVER_ERROR, message),
    };
    let body = json!({ "error": message }).to_string();
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
