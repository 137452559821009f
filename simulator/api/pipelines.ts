import type { LossReason, Pipeline, Stage } from '../accounts/stages';
import type { Call } from '../http/call';
import { NO_CONTENT, hal, type Reply } from '../http/reply';
import { selfLink, wholeListReply } from './page';

function stageBody(call: Call, pipeline: Pipeline, stage: Stage): Record<string, unknown> {
  return {
    id: stage.id,
    name: stage.name,
    sort: stage.sort,
    is_editable: stage.isEditable,
    pipeline_id: pipeline.id,
    color: stage.color,
    type: stage.type,
    account_id: call.account.id,
    _links: selfLink(call, `/leads/pipelines/${pipeline.id}/statuses/${stage.id}`),
  };
}

function pipelineBody(call: Call, pipeline: Pipeline): Record<string, unknown> {
  return {
    id: pipeline.id,
    name: pipeline.name,
    sort: pipeline.sort,
    is_main: pipeline.isMain,
    is_unsorted_on: true,
    is_archive: pipeline.isArchive,
    account_id: call.account.id,
    _links: selfLink(call, `/leads/pipelines/${pipeline.id}`),
    _embedded: { statuses: pipeline.stages.map((stage) => stageBody(call, pipeline, stage)) },
  };
}

const pipelineOf = (call: Call): Pipeline | undefined =>
  call.account.pipelines.find((pipeline) => String(pipeline.id) === call.params.id);

/** `GET /leads/pipelines` (kommo-api.md 3.3): never paged. */
export function listPipelines(call: Call): Reply {
  return wholeListReply(
    call,
    'pipelines',
    call.account.pipelines.map((pipeline) => pipelineBody(call, pipeline)),
  );
}

/** `GET /leads/pipelines/{id}`. */
export function getPipeline(call: Call): Reply {
  const pipeline = pipelineOf(call);
  return pipeline ? hal(pipelineBody(call, pipeline)) : NO_CONTENT;
}

/** `GET /leads/pipelines/{id}/statuses`. */
export function listStages(call: Call): Reply {
  const pipeline = pipelineOf(call);
  const stages = pipeline?.stages.map((stage) => stageBody(call, pipeline, stage)) ?? [];
  return wholeListReply(call, 'statuses', stages);
}

/** `GET /leads/pipelines/{id}/statuses/{status_id}`. */
export function getStage(call: Call): Reply {
  const pipeline = pipelineOf(call);
  const stage = pipeline?.stages.find((candidate) => String(candidate.id) === call.params.status_id);
  return pipeline && stage ? hal(stageBody(call, pipeline, stage)) : NO_CONTENT;
}

function reasonBody(call: Call, reason: LossReason, index: number): Record<string, unknown> {
  const at = call.account.epoch - 300 * 86_400;
  return {
    id: reason.id,
    name: reason.name,
    sort: (index + 1) * 1000,
    created_at: at,
    updated_at: at,
    _links: selfLink(call, `/leads/loss_reasons/${reason.id}`),
  };
}

/** `GET /leads/loss_reasons`. */
export function listLossReasons(call: Call): Reply {
  return wholeListReply(
    call,
    'loss_reasons',
    call.account.lossReasons.map((reason, index) => reasonBody(call, reason, index)),
  );
}

/** `GET /leads/loss_reasons/{id}`. */
export function getLossReason(call: Call): Reply {
  const index = call.account.lossReasons.findIndex((reason) => String(reason.id) === call.params.id);
  const reason = call.account.lossReasons[index];
  return reason ? hal(reasonBody(call, reason, index)) : NO_CONTENT;
}
