//! The routes of the gateway, each with what it needs of a program's token. There is no way to add one without saying that, and
//! the check stands before the very handler that the router chooses. [`crate::app`] fills the list.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn;
use axum::routing::{self, MethodFilter};

use crate::app::App;
use crate::programs::{Needs, permit};

/// A route, as `docs/programs.md` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// The method.
    pub method: &'static str,
    /// The template of the path.
    pub path: &'static str,
}

/// All routes that were added.
#[derive(Default)]
pub(crate) struct Routes {
    router: Router<Arc<App>>,
    all: Vec<(Route, Needs)>,
}

impl Routes {
    pub(crate) fn get<H: Handler<T, Arc<App>>, T: 'static>(self, path: &'static str, needs: Needs, handler: H) -> Self {
        self.on(MethodFilter::GET, Route { method: "GET", path }, needs, handler)
    }

    pub(crate) fn post<H: Handler<T, Arc<App>>, T: 'static>(
        self,
        path: &'static str,
        needs: Needs,
        handler: H,
    ) -> Self {
        self.on(MethodFilter::POST, Route { method: "POST", path }, needs, handler)
    }

    pub(crate) fn delete<H: Handler<T, Arc<App>>, T: 'static>(
        self,
        path: &'static str,
        needs: Needs,
        handler: H,
    ) -> Self {
        self.on(MethodFilter::DELETE, Route { method: "DELETE", path }, needs, handler)
    }

    fn on<H: Handler<T, Arc<App>>, T: 'static>(
        mut self,
        filter: MethodFilter,
        route: Route,
        needs: Needs,
        handler: H,
    ) -> Self {
        let permit = from_fn(move |request, next| permit(needs, route.path, request, next));
        self.all.push((route, needs));
        Self { router: self.router.route(route.path, routing::on(filter, handler).route_layer(permit)), all: self.all }
    }

    /// The router that knows them.
    pub(crate) fn into_router(self) -> Router<Arc<App>> {
        self.router
    }

    /// The list.
    pub(crate) fn into_list(self) -> Vec<Route> {
        self.all.into_iter().map(|(route, _)| route).collect()
    }

    /// The list, with what each needs.
    #[cfg(test)]
    pub(crate) fn into_needs(self) -> Vec<(Route, Needs)> {
        self.all
    }
}
